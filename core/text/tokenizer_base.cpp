// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer_base.h"

#include "core/util/utf8.h"

namespace detox {
std::vector<TokenId> TokenizerBase::encode(std::string_view text, SpecialTokens special) const {
    std::string clean;
    if (!utf8::isValid(text)) {
        clean = utf8::sanitized(text);
        text = clean;
    }
    std::vector<TokenId> ids;
    if (special == SpecialTokens::Add) ids = m_parts.before;
    encodeText(text, ids);
    if (special == SpecialTokens::Add) ids.insert(ids.end(), m_parts.after.begin(), m_parts.after.end());
    return ids;
}

std::string TokenizerBase::decode(std::span<const TokenId> ids, ShowSpecial special) const {
    std::string out;
    bool atStart = m_parts.dropped != DroppedSpace::None;
    for (const TokenId id : ids) {
        if (!m_parts.table.contains(id) || (isSpecial(id) && special == ShowSpecial::Skip)) continue;
        const std::string& bytes = m_parts.bytes[static_cast<std::size_t>(id)];
        const bool counts = !isSpecial(id) || m_parts.dropped == DroppedSpace::OfFirstToken;
        out.append(bytes, atStart && counts && bytes.starts_with(' ') ? 1 : 0);
        if (counts) atStart = false;
    }
    return utf8::sanitized(out);
}

std::string TokenizerBase::bytesOf(TokenId id) const {
    if (!m_parts.table.contains(id) || isSpecial(id)) return {};
    return m_parts.bytes[static_cast<std::size_t>(id)];
}

}  // namespace detox
