// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace detox::utf8 {

inline constexpr char32_t kReplacement = 0xFFFD;

struct Decoded {
    char32_t codePoint = kReplacement;
    std::size_t length = 0;  ///< bytes consumed; ≥ 1 unless the text was empty
    bool valid = false;
};

/// The first code point of `text`. An ill-formed sequence gives U+FFFD for its maximal subpart (Unicode 15, 3.9,
/// "Substitution of Maximal Subparts", what Python's errors="replace" does).
[[nodiscard]] Decoded decodeFirst(std::string_view text);

void append(std::string& out, char32_t codePoint);

[[nodiscard]] bool isValid(std::string_view text);

/// `text` with every ill-formed sequence replaced by U+FFFD.
[[nodiscard]] std::string sanitized(std::string_view text);

/// How many trailing bytes of `text` are the start of a well-formed character whose rest may still come (0–3).
[[nodiscard]] std::size_t incompleteTail(std::string_view text);

enum class Newlines { Keep, Escape };

/// `text` safe for a terminal or a log: C0 (tab excepted), DEL, C1, bidi controls, U+2028/2029 and ill-formed bytes are
/// shown as \xNN or \u{NNNN}.
[[nodiscard]] std::string visible(std::string_view text, Newlines newlines = Newlines::Keep);

/// A name out of a foreign file as an error's one sentence shows it: its first 128 bytes, visible, on one line.
[[nodiscard]] std::string shown(std::string_view name);

}  // namespace detox::utf8
