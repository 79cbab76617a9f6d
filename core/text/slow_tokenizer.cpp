// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/slow_tokenizer.h"

#include "core/text/white_space.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

bool needsSpace(TextPrefix prefix, std::string_view text) {
    if (prefix != TextPrefix::SpaceUnlessThere) return prefix == TextPrefix::Space;
    return !text.empty() && !isPythonSpace(utf8::decodeFirst(text).codePoint);
}

}  // namespace

void SlowTokenizer::encodeText(std::string_view text, std::vector<TokenId>& ids) const {
    std::string spaced;
    if (needsSpace(m_prefix, text)) {
        spaced = " " + std::string(text);
        text = spaced;
    }
    Place place = Place::TextStart;
    for (const Segment& segment : table().split(text)) {
        if (segment.id) {
            ids.push_back(*segment.id);
        } else {
            encodeSegment(segment.text, place, ids);
        }
        place = Place::Inside;
    }
}

}  // namespace detox
