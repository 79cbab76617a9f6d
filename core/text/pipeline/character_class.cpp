// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/character_class.h"

#include <unicode/uchar.h>

#include "core/util/utf8.h"

namespace detox {
namespace {

bool hasCategory(char32_t c, std::uint32_t mask) {
    return (U_GET_GC_MASK(static_cast<UChar32>(c)) & mask) != 0;
}

bool hasProperty(char32_t c, UProperty property) {
    return u_hasBinaryProperty(static_cast<UChar32>(c), property) != 0;
}

bool isBetween(char32_t c, char32_t low, char32_t high) {
    return c >= low && c <= high;
}

}  // namespace

bool isWhiteSpace(char32_t c) {
    return hasProperty(c, UCHAR_WHITE_SPACE);
}

bool isWordCharacter(char32_t c) {
    return hasCategory(c, U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK) || hasProperty(c, UCHAR_ALPHABETIC) ||
           hasProperty(c, UCHAR_JOIN_CONTROL);
}

bool isPunctuation(char32_t c) {
    const bool ascii =
        isBetween(c, '!', '/') || isBetween(c, ':', '@') || isBetween(c, '[', '`') || isBetween(c, '{', '~');
    return ascii || hasCategory(c, U_GC_P_MASK);
}

bool isNumeric(char32_t c) {
    return hasCategory(c, U_GC_N_MASK);
}

bool isMark(char32_t c) {
    return hasCategory(c, U_GC_M_MASK);
}

bool isNonSpacingMark(char32_t c) {
    return hasCategory(c, U_GC_MN_MASK);
}

bool isControl(char32_t c) {
    return hasCategory(c, U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK);
}

bool isIdeograph(char32_t c) {
    return isBetween(c, 0x3400, 0x4DBF) || isBetween(c, 0x4E00, 0x9FFF) || isBetween(c, 0xF900, 0xFAFF) ||
           isBetween(c, 0x20000, 0x2A6DF) || isBetween(c, 0x2A700, 0x2B81F) || isBetween(c, 0x2B920, 0x2CEAF) ||
           isBetween(c, 0x2F800, 0x2FA1F);
}

void appendLowerCase(std::string& out, char32_t c) {
    constexpr char32_t kDottedCapitalI = 0x130;  // the only character whose lower case is longer than one
    if (c == kDottedCapitalI) {
        out += "i\u0307";
    } else {
        utf8::append(out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
    }
}

}  // namespace detox
