// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/text/tokenizer_settings.h"

namespace detox {

/// A stretch of text between named tokens, or one of them.
struct Segment {
    std::string_view text;
    std::optional<TokenId> id;
};

/// The whole vocabulary, added and special tokens included, and the splitting of text at named tokens.
class TokenTable {
public:
    /// `tokens` by id; empty strings are holes. Added tokens follow at their ids, special tokens that are missing after
    /// the last one, as transformers does. Refuses an added token whose id belongs to another token.
    [[nodiscard]] static Result<TokenTable> create(std::vector<std::string> tokens, const TokenizerSettings& settings,
                                                   const std::string& name);

    /// For vocabularies that mark special entries themselves; text is not split at these.
    void markSpecial(TokenId id) { m_special[static_cast<std::size_t>(id)] = true; }

    [[nodiscard]] int size() const { return static_cast<int>(m_tokens.size()); }
    /// Precondition: 0 <= id < size().
    [[nodiscard]] const std::string& contentOf(TokenId id) const { return m_tokens[static_cast<std::size_t>(id)]; }
    [[nodiscard]] bool contains(TokenId id) const { return id >= 0 && id < size() && !contentOf(id).empty(); }
    [[nodiscard]] bool isSpecial(TokenId id) const { return contains(id) && m_special[static_cast<std::size_t>(id)]; }
    /// A token that is not in the vocabulary file: its content is plain text, not in the vocabulary's alphabet.
    [[nodiscard]] bool isAdded(TokenId id) const { return contains(id) && id >= m_vocabularySize; }
    [[nodiscard]] std::optional<TokenId> idOf(std::string_view content) const;
    /// By role name ("bos_token").
    [[nodiscard]] std::optional<TokenId> role(const std::string& name) const;

    /// Cuts `text` at named tokens, leftmost first, then longest (transformers 4.33 tokenization_utils.py, Trie.split
    /// and tokenize: the spaces a token swallows are removed). Views into `text`; no empty stretches.
    [[nodiscard]] std::vector<Segment> split(std::string_view text) const;

private:
    struct Splitting {
        std::string content;
        TokenId id = 0;
        Swallow spaces = Swallow::None;
    };

    TokenTable() = default;
    [[nodiscard]] Result<void> addAt(const AddedToken& added, const std::string& name);
    void addSpecial(const NamedToken& token);
    void splitAt(const NamedToken& token);
    [[nodiscard]] const Splitting* matchAt(std::string_view text) const;

    std::vector<std::string> m_tokens;
    std::vector<bool> m_special;
    TokenId m_vocabularySize = 0;
    std::unordered_map<std::string, TokenId> m_ids;
    std::map<std::string, TokenId> m_roles;
    std::array<std::vector<Splitting>, 256> m_splitting;  ///< by first byte, longest first
};

}  // namespace detox
