// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/utf8.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace detox::utf8 {
namespace {

struct Lead {
    std::size_t length = 0;  ///< 0: no legal lead byte
    unsigned char secondMin = 0x80;
    unsigned char secondMax = 0xBF;
};

/// Unicode 15, table 3-7: which second bytes a lead byte allows.
Lead classify(unsigned char lead) {
    if (lead < 0x80) return {1};
    if (lead >= 0xC2 && lead <= 0xDF) return {2};
    if (lead == 0xE0) return {3, 0xA0, 0xBF};
    if (lead == 0xED) return {3, 0x80, 0x9F};
    if (lead >= 0xE1 && lead <= 0xEF) return {3};
    if (lead == 0xF0) return {4, 0x90, 0xBF};
    if (lead >= 0xF1 && lead <= 0xF3) return {4};
    if (lead == 0xF4) return {4, 0x80, 0x8F};
    return {};
}

bool continues(const Lead& lead, std::size_t index, unsigned char byte) {
    if (index == 1) return byte >= lead.secondMin && byte <= lead.secondMax;
    return byte >= 0x80 && byte <= 0xBF;
}

bool isHidden(char32_t c, Newlines newlines) {
    if (c == '\t') return false;
    if (c == '\n') return newlines == Newlines::Escape;
    if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) return true;
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x2028 ||
           c == 0x2029;
}

void appendEscape(std::string& out, char32_t value, bool isByte) {
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), isByte ? "\\x%02X" : "\\u{%04X}", static_cast<unsigned>(value));
    out += buffer.data();
}

}  // namespace

Decoded decodeFirst(std::string_view text) {
    if (text.empty()) return {};
    const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const Lead lead = classify(byteAt(0));
    if (lead.length == 0) return {kReplacement, 1, false};
    if (lead.length == 1) return {byteAt(0), 1, true};
    char32_t code = byteAt(0) & (0xFFU >> (lead.length + 1));
    for (std::size_t i = 1; i < lead.length; ++i) {
        if (i >= text.size() || !continues(lead, i, byteAt(i))) return {kReplacement, i, false};
        code = (code << 6U) | (byteAt(i) & 0x3FU);
    }
    return {code, lead.length, true};
}

void append(std::string& out, char32_t c) {
    const auto push = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    const auto tail = [&](unsigned shift) { push(0x80 | ((c >> shift) & 0x3F)); };
    if (c < 0x80) {
        push(c);
    } else if (c < 0x800) {
        push(0xC0 | (c >> 6U)), tail(0);
    } else if (c < 0x10000) {
        push(0xE0 | (c >> 12U)), tail(6), tail(0);
    } else {
        push(0xF0 | (c >> 18U)), tail(12), tail(6), tail(0);
    }
}

bool isValid(std::string_view text) {
    while (!text.empty()) {
        const Decoded d = decodeFirst(text);
        if (!d.valid) return false;
        text.remove_prefix(d.length);
    }
    return true;
}

std::string sanitized(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Decoded d = decodeFirst(text);
        if (d.valid) {
            out.append(text.substr(0, d.length));
        } else {
            append(out, kReplacement);
        }
        text.remove_prefix(d.length);
    }
    return out;
}

std::size_t incompleteTail(std::string_view text) {
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
        const std::string_view tail = text.substr(text.size() - back);
        const Lead lead = classify(static_cast<unsigned char>(tail[0]));
        if (lead.length <= back) continue;
        const Decoded d = decodeFirst(tail);
        return !d.valid && d.length == back ? back : 0;
    }
    return 0;
}

std::string visible(std::string_view text, Newlines newlines) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Decoded d = decodeFirst(text);
        if (!d.valid) {
            for (std::size_t i = 0; i < d.length; ++i) appendEscape(out, static_cast<unsigned char>(text[i]), true);
        } else if (isHidden(d.codePoint, newlines)) {
            appendEscape(out, d.codePoint, d.codePoint < 0x80);
        } else {
            out.append(text.substr(0, d.length));
        }
        text.remove_prefix(d.length);
    }
    return out;
}

std::string shown(std::string_view name) {
    constexpr std::size_t kShownBytes = 128;
    return visible(name.substr(0, kShownBytes), Newlines::Escape);
}

}  // namespace detox::utf8
