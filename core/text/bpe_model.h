// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <unordered_map>

#include "core/text/bpe_merges.h"
#include "core/text/token_table.h"
#include "core/text/word_cache.h"
#include "core/text/word_model.h"

namespace detox {

struct BpeOptions {
    std::optional<TokenId> unknown;  ///< for a byte or a symbol outside the vocabulary; nothing: it is left out
    bool fuseUnknown = false;        ///< neighbouring unknown bytes give one id
    bool wholeWords = false;         ///< a word that is in the vocabulary is its id, without merging ("ignore_merges")
};

/// Byte-level BPE of one word: its bytes as symbols of the byte alphabet, merged, then looked up.
class BpeModel final : public WordModel {
public:
    BpeModel(BpeMerges merges, const TokenTable& table, const BpeOptions& options);

    void encode(std::string_view word, std::vector<TokenId>& ids) const override;

private:
    [[nodiscard]] std::vector<TokenId> encodeAfresh(std::string_view word) const;
    [[nodiscard]] std::vector<BpeMerges::Symbol> symbolsOf(std::string_view word) const;

    // Constant after construction.
    BpeMerges m_merges;
    BpeOptions m_options;
    std::vector<TokenId> m_ids;  ///< by symbol
    std::array<BpeMerges::Symbol, 256> m_ofByte{};
    std::array<bool, 256> m_isKnown{};                      ///< by byte
    std::unordered_map<std::string, TokenId> m_wholeWords;  ///< by the bytes they stand for

    mutable WordCache m_cache;  // its own synchronisation
};

}  // namespace detox
