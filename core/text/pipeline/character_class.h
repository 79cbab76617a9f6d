// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace detox {

/// Classes of characters as the fast tokenizers use them (Rust's char methods, the crates regex and
/// unicode_categories), from ICU's Unicode data.

/// The White_Space property.
[[nodiscard]] bool isWhiteSpace(char32_t c);
/// What \w matches in Rust's regular expressions: Alphabetic, M, Nd, Pc and Join_Control.
[[nodiscard]] bool isWordCharacter(char32_t c);
/// Category P, and all of ASCII's punctuation (its symbols too).
[[nodiscard]] bool isPunctuation(char32_t c);
/// Category N.
[[nodiscard]] bool isNumeric(char32_t c);
/// Category M.
[[nodiscard]] bool isMark(char32_t c);
/// Category Mn.
[[nodiscard]] bool isNonSpacingMark(char32_t c);
/// Categories Cc, Cf and Co.
[[nodiscard]] bool isControl(char32_t c);
/// The ideographs that BERT sets apart (huggingface/tokenizers normalizers/bert.rs, is_chinese_char).
[[nodiscard]] bool isIdeograph(char32_t c);
/// Appends the full lower-case mapping of one character, without regard to its neighbours.
void appendLowerCase(std::string& out, char32_t c);

}  // namespace detox
