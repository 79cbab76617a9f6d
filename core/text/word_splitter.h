// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string_view>

#include "core/text/regex.h"

namespace detox {

/// GPT-2's pre-tokenisation (openai/gpt-2 src/encoder.py): contractions, letters, numbers, other characters, each with
/// at most one space before it, and runs of white space. White space is Unicode's White_Space property, so U+180E is
/// none. Immutable; may be used from any thread.
class WordSplitter {
public:
    [[nodiscard]] static Result<WordSplitter> create();
    /// Calls `take` with each word in order; together they are `text`. Precondition: `text` is valid UTF-8.
    void split(std::string_view text, const std::function<void(std::string_view)>& take) const;

private:
    explicit WordSplitter(Regex regex) : m_regex(std::move(regex)) {}
    Regex m_regex;
};

}  // namespace detox
