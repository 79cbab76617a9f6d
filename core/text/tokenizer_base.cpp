// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer_base.h"

#include "core/text/white_space.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

bool needsSpace(TextPrefix prefix, std::string_view text) {
    if (prefix != TextPrefix::SpaceUnlessThere) return prefix == TextPrefix::Space;
    return !text.empty() && !isPythonSpace(utf8::decodeFirst(text).codePoint);
}

}  // namespace

std::vector<TokenId> TokenizerBase::encode(std::string_view text, SpecialTokens special) const {
    std::string clean;
    if (!utf8::isValid(text)) {
        clean = utf8::sanitized(text);
        text = clean;
    }
    if (needsSpace(m_parts.prefix, text)) {
        clean = " " + std::string(text);
        text = clean;
    }
    std::vector<TokenId> ids;
    if (special == SpecialTokens::Add) ids = m_parts.before;
    Place place = Place::TextStart;
    for (const Segment& segment : m_parts.table.split(text)) {
        if (segment.id) {
            ids.push_back(*segment.id);
        } else {
            encodeSegment(segment.text, place, ids);
        }
        place = Place::Inside;
    }
    if (special == SpecialTokens::Add) ids.insert(ids.end(), m_parts.after.begin(), m_parts.after.end());
    return ids;
}

std::string TokenizerBase::decode(std::span<const TokenId> ids, ShowSpecial special) const {
    std::string out;
    bool textStart = m_parts.dropsFirstSpace;
    for (const TokenId id : ids) {
        if (!m_parts.table.contains(id)) continue;
        if (isSpecial(id)) {
            if (special == ShowSpecial::Keep) out += m_parts.bytes[static_cast<std::size_t>(id)];
            continue;
        }
        const std::string& bytes = m_parts.bytes[static_cast<std::size_t>(id)];
        out.append(bytes, textStart && bytes.starts_with(' ') ? 1 : 0);
        textStart = false;
    }
    return utf8::sanitized(out);
}

std::string TokenizerBase::bytesOf(TokenId id) const {
    if (!m_parts.table.contains(id) || isSpecial(id)) return {};
    return m_parts.bytes[static_cast<std::size_t>(id)];
}

}  // namespace detox
