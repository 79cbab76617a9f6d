// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <unordered_map>

#include "core/text/token_table.h"
#include "core/text/word_cache.h"
#include "core/text/word_model.h"

namespace detox {

struct WordPieceOptions {
    TokenId unknown = 0;              ///< for a word that cannot be put together
    std::string continuing = "##";    ///< marks entries that go on inside a word
    std::size_t maxCharacters = 100;  ///< a longer word is unknown
};

/// Longest match first from the left (Schuster and Nakajima 2012; google-research/bert tokenization.py,
/// WordpieceTokenizer). One piece that is not found makes the whole word unknown.
class WordPiece final : public WordModel {
public:
    /// `tokens` by id; empty strings are holes.
    WordPiece(const std::vector<std::string>& tokens, WordPieceOptions options);

    void encode(std::string_view word, std::vector<TokenId>& ids) const override;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    using Ids = std::unordered_map<std::string, TokenId, Hash, std::equal_to<>>;
    struct Entries {
        Ids ids;
        std::vector<std::size_t> sizes;  ///< in bytes, longest first
    };
    static void add(Entries& entries, std::string_view text, TokenId id);
    [[nodiscard]] static Ids::const_iterator longestAt(const Entries& entries, std::string_view word);
    [[nodiscard]] std::vector<TokenId> encodeAfresh(std::string_view word) const;

    // Constant after construction.
    WordPieceOptions m_options;
    Entries m_starting, m_continuing;

    mutable WordCache m_cache;  // its own synchronisation
};

}  // namespace detox
