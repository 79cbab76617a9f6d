// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/util/utf8.h"

namespace detox {

/// Calls `take(char32_t)` with each code point of valid UTF-8 in order.
template <class Take>
void forEachCodePoint(std::string_view text, Take take) {
    while (!text.empty()) {
        const utf8::Decoded first = utf8::decodeFirst(text);
        take(first.codePoint);
        text.remove_prefix(first.length);
    }
}

/// Where the last character of valid UTF-8 begins; 0 for none.
[[nodiscard]] inline std::size_t lastCharacter(std::string_view text) {
    std::size_t at = text.size();
    while (at > 0 && (static_cast<unsigned char>(text[--at]) & 0xC0U) == 0x80U) {
    }
    return at;
}

}  // namespace detox
