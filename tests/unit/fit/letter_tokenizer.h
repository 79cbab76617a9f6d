// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer.h"

namespace detox {

/// 'a' is 1, 'b' is 2, …; 0 ends a text.
class LetterTokenizer final : public Tokenizer {
public:
    [[nodiscard]] std::vector<TokenId> encode(std::string_view text, SpecialTokens) const override {
        std::vector<TokenId> ids;
        for (const char c : text) ids.push_back(c - 'a' + 1);
        return ids;
    }
    [[nodiscard]] std::string decode(std::span<const TokenId> ids, ShowSpecial) const override {
        std::string text;
        for (const auto id : ids) text += bytesOf(id);
        return text;
    }
    [[nodiscard]] std::string bytesOf(TokenId id) const override {
        return id == 0 ? std::string() : std::string(1, static_cast<char>('a' + id - 1));
    }
    [[nodiscard]] int size() const override { return 27; }
    [[nodiscard]] bool isSpecial(TokenId id) const override { return id == 0; }
    [[nodiscard]] std::optional<TokenId> bos() const override { return std::nullopt; }
    [[nodiscard]] std::optional<TokenId> eos() const override { return 0; }
    [[nodiscard]] std::optional<TokenId> pad() const override { return 0; }
    [[nodiscard]] std::optional<TokenId> idOf(std::string_view) const override { return std::nullopt; }
};

}  // namespace detox
