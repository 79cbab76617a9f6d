// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace detox {

/// Python's str.isspace(), which decides what named tokens swallow. U+180E is none.
[[nodiscard]] constexpr bool isPythonSpace(char32_t c) {
    return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

}  // namespace detox
