// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "core/util/result.h"

namespace detox {

/// GPT-2's pre-tokenisation (openai/gpt-2 src/encoder.py): contractions, letters, numbers, other characters, each with
/// at most one space before it, and runs of white space. White space is Unicode's White_Space property, so U+180E is
/// none. Immutable; may be used from any thread.
class WordSplitter {
public:
    [[nodiscard]] static Result<WordSplitter> create();
    WordSplitter(WordSplitter&&) noexcept;
    WordSplitter& operator=(WordSplitter&&) noexcept;
    ~WordSplitter();

    /// Calls `take` with each word in order; together they are `text`. Precondition: `text` is valid UTF-8.
    void split(std::string_view text, const std::function<void(std::string_view)>& take) const;

private:
    struct Pattern;
    explicit WordSplitter(std::unique_ptr<Pattern> pattern);
    std::unique_ptr<Pattern> m_pattern;
};

}  // namespace detox
