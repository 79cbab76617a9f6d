// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/bert_normalizer.h"

#include "core/text/pipeline/character_class.h"
#include "core/text/pipeline/code_points.h"

namespace detox {
namespace {

bool isLineOrTab(char32_t c) {
    return c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::string BertCleanText::apply(std::string_view text) const {
    std::string out;
    forEachCodePoint(text, [&](char32_t c) {
        if (isLineOrTab(c) || (isWhiteSpace(c) && !isControl(c))) {
            out += ' ';
        } else if (c != utf8::kReplacement && !isControl(c)) {
            utf8::append(out, c);
        }
    });
    return out;
}

std::string BertSpacedIdeographs::apply(std::string_view text) const {
    std::string out;
    forEachCodePoint(text, [&](char32_t c) {
        const bool spaced = isIdeograph(c);
        if (spaced) out += ' ';
        utf8::append(out, c);
        if (spaced) out += ' ';
    });
    return out;
}

std::string BertStripAccents::apply(std::string_view text) const {
    std::string out;
    forEachCodePoint(text, [&](char32_t c) {
        if (!isNonSpacingMark(c)) utf8::append(out, c);
    });
    return out;
}

}  // namespace detox
