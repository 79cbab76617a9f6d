// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_model.h"

#include "core/text/byte_alphabet.h"

namespace detox {
namespace {

constexpr TokenId kNone = -1;

std::unordered_map<std::string, TokenId> wordsOf(const TokenTable& table, const ByteAlphabet& alphabet) {
    std::unordered_map<std::string, TokenId> words;
    for (TokenId id = 0; id < table.size(); ++id) {
        if (!table.contains(id) || table.isAdded(id)) continue;
        if (auto bytes = alphabet.bytesOf(table.contentOf(id))) words.emplace(std::move(*bytes), id);
    }
    return words;
}

}  // namespace

BpeModel::BpeModel(BpeMerges merges, const TokenTable& table, const BpeOptions& options)
    : m_merges(std::move(merges)), m_options(options) {
    const ByteAlphabet alphabet;
    for (unsigned byte = 0; byte < 256; ++byte) {
        const std::string& character = alphabet.characterOf(static_cast<unsigned char>(byte));
        m_ofByte[byte] = m_merges.intern(character);
        m_isKnown[byte] = table.idOf(character).has_value();
    }
    const TokenId unknown = m_options.unknown.value_or(kNone);
    for (const std::string& symbol : m_merges.symbols()) m_ids.push_back(table.idOf(symbol).value_or(unknown));
    if (m_options.wholeWords) m_wholeWords = wordsOf(table, alphabet);
}

void BpeModel::encode(std::string_view word, std::vector<TokenId>& ids) const {
    if (m_cache.append(word, ids)) return;
    const std::vector<TokenId> fresh = encodeAfresh(word);
    ids.insert(ids.end(), fresh.begin(), fresh.end());
    m_cache.remember(word, fresh);
}

std::vector<TokenId> BpeModel::encodeAfresh(std::string_view word) const {
    if (m_options.wholeWords) {
        const auto found = m_wholeWords.find(std::string(word));
        if (found != m_wholeWords.end()) return {found->second};
    }
    std::vector<BpeMerges::Symbol> symbols = symbolsOf(word);
    m_merges.apply(symbols);
    std::vector<TokenId> ids;
    ids.reserve(symbols.size());
    for (const auto symbol : symbols) {
        if (m_ids[symbol] != kNone) ids.push_back(m_ids[symbol]);
    }
    return ids;
}

std::vector<BpeMerges::Symbol> BpeModel::symbolsOf(std::string_view word) const {
    std::vector<BpeMerges::Symbol> symbols;
    symbols.reserve(word.size());
    bool unknownBefore = false;
    for (const char character : word) {
        const auto byte = static_cast<unsigned char>(character);
        const bool isUnknown = !m_isKnown[byte];
        const bool leftOut = isUnknown && (!m_options.unknown || (m_options.fuseUnknown && unknownBefore));
        if (!leftOut) symbols.push_back(m_ofByte[byte]);
        unknownBefore = isUnknown;
    }
    return symbols;
}

}  // namespace detox
