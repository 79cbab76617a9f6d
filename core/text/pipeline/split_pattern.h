// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/text/regex.h"

namespace detox {

/// A stretch of text, in bytes, and whether the pattern matched it.
struct PatternPiece {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool isMatch = false;
};

/// What text is cut at (huggingface/tokenizers tokenizer/pattern.rs). Immutable.
class SplitPattern {
public:
    virtual ~SplitPattern() = default;
    /// Pieces in order that cover `text`; some may be empty.
    [[nodiscard]] virtual std::vector<PatternPiece> find(std::string_view text) const = 0;
};

using CharacterTest = bool (*)(char32_t);

/// Every character of a class is a match of its own.
[[nodiscard]] std::unique_ptr<const SplitPattern> splitAtCharacters(CharacterTest test);
[[nodiscard]] std::unique_ptr<const SplitPattern> splitAtText(std::string text);
[[nodiscard]] std::unique_ptr<const SplitPattern> splitAtRegex(Regex regex);

/// What becomes of the matches (huggingface/tokenizers SplitDelimiterBehavior).
enum class SplitBehaviour { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };

/// The pieces that are kept, in order.
[[nodiscard]] std::vector<PatternPiece> keptPieces(const std::vector<PatternPiece>& pieces, SplitBehaviour behaviour);

}  // namespace detox
