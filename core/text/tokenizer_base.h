// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/text/token_table.h"

namespace detox {

/// Which space decode leaves out: none, that of the first token that is not special, that of the first token.
enum class DroppedSpace { None, OfText, OfFirstToken };

/// What every tokenizer here shares: the table, wrapping, decoding from bytes.
class TokenizerBase : public Tokenizer {
public:
    [[nodiscard]] std::vector<TokenId> encode(std::string_view text, SpecialTokens special) const final;
    [[nodiscard]] std::string decode(std::span<const TokenId> ids, ShowSpecial special) const final;
    [[nodiscard]] std::string bytesOf(TokenId id) const final;
    [[nodiscard]] int size() const final { return m_parts.table.size(); }
    [[nodiscard]] bool isSpecial(TokenId id) const final { return m_parts.table.isSpecial(id); }
    [[nodiscard]] std::optional<TokenId> bos() const final { return m_parts.table.role("bos_token"); }
    [[nodiscard]] std::optional<TokenId> eos() const final { return m_parts.table.role("eos_token"); }
    [[nodiscard]] std::optional<TokenId> pad() const final { return m_parts.table.role("pad_token"); }
    [[nodiscard]] std::optional<TokenId> mask() const final { return m_parts.table.role("mask_token"); }
    [[nodiscard]] std::optional<TokenId> idOf(std::string_view token) const final { return m_parts.table.idOf(token); }

protected:
    struct Parts {
        TokenTable table;
        std::vector<std::string> bytes;  ///< by id, what decode writes; special tokens: their content
        std::vector<TokenId> before;     ///< what SpecialTokens::Add puts before a text
        std::vector<TokenId> after;
        DroppedSpace dropped = DroppedSpace::None;
    };
    explicit TokenizerBase(Parts parts) : m_parts(std::move(parts)) {}

    /// Appends the ids of valid UTF-8 in which named tokens may stand.
    virtual void encodeText(std::string_view text, std::vector<TokenId>& ids) const = 0;
    [[nodiscard]] const TokenTable& table() const { return m_parts.table; }

private:
    const Parts m_parts;
};

}  // namespace detox
