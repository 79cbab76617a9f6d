// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/word_piece.h"

#include <algorithm>

#include "core/text/pipeline/code_points.h"

namespace detox {

WordPiece::WordPiece(const std::vector<std::string>& tokens, WordPieceOptions options) : m_options(std::move(options)) {
    for (std::size_t id = 0; id < tokens.size(); ++id) {
        const std::string_view token = tokens[id];
        if (token.empty()) continue;
        add(m_starting, token, static_cast<TokenId>(id));
        if (!token.starts_with(m_options.continuing)) continue;
        add(m_continuing, token.substr(m_options.continuing.size()), static_cast<TokenId>(id));
    }
    for (Entries* entries : {&m_starting, &m_continuing}) {
        std::ranges::sort(entries->sizes, std::ranges::greater{});
        entries->sizes.erase(std::unique(entries->sizes.begin(), entries->sizes.end()), entries->sizes.end());
    }
}

void WordPiece::add(Entries& entries, std::string_view text, TokenId id) {
    if (text.empty()) return;
    entries.ids.emplace(std::string(text), id);
    entries.sizes.push_back(text.size());
}

WordPiece::Ids::const_iterator WordPiece::longestAt(const Entries& entries, std::string_view word) {
    for (const std::size_t size : entries.sizes) {
        if (size > word.size()) continue;
        const auto found = entries.ids.find(word.substr(0, size));  // inside a character nothing is found
        if (found != entries.ids.end()) return found;
    }
    return entries.ids.end();
}

void WordPiece::encode(std::string_view word, std::vector<TokenId>& ids) const {
    if (m_cache.append(word, ids)) return;
    const std::vector<TokenId> fresh = encodeAfresh(word);
    ids.insert(ids.end(), fresh.begin(), fresh.end());
    m_cache.remember(word, fresh);
}

std::vector<TokenId> WordPiece::encodeAfresh(std::string_view word) const {
    std::size_t characters = 0;
    forEachCodePoint(word, [&](char32_t) { ++characters; });
    if (characters > m_options.maxCharacters) return {m_options.unknown};
    std::vector<TokenId> ids;
    while (!word.empty()) {
        const Entries& entries = ids.empty() ? m_starting : m_continuing;
        const auto found = longestAt(entries, word);
        if (found == entries.ids.end()) return {m_options.unknown};
        ids.push_back(found->second);
        word.remove_prefix(found->first.size());
    }
    return ids;
}

}  // namespace detox
