// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/util/json.h"
#include "core/util/result.h"

namespace detox {

using TokenId = std::int32_t;

/// Whether encode adds what the model expects around a text (RoBERTa: <s> … </s>; OPT: </s> first; GPT-2: nothing).
enum class SpecialTokens { None, Add };
/// Whether decode shows special tokens.
enum class ShowSpecial { Keep, Skip };

/// Immutable; every member may be called from any thread.
class Tokenizer {
public:
    virtual ~Tokenizer() = default;

    /// Ill-formed UTF-8 becomes U+FFFD first. Throws Error where one of the file's regular expressions needs more steps
    /// or memory than a text may take.
    [[nodiscard]] virtual std::vector<TokenId> encode(std::string_view text, SpecialTokens special) const = 0;
    /// Valid UTF-8. No clean-up of spaces. Ids outside the vocabulary give nothing.
    [[nodiscard]] virtual std::string decode(std::span<const TokenId> ids, ShowSpecial special) const = 0;
    /// The raw bytes an id adds inside a text (not necessarily whole characters; a leading space is kept): concatenated
    /// over a continuation they are its text. Empty for special tokens.
    [[nodiscard]] virtual std::string bytesOf(TokenId id) const = 0;

    [[nodiscard]] virtual int size() const = 0;
    [[nodiscard]] virtual bool isSpecial(TokenId id) const = 0;
    [[nodiscard]] virtual std::optional<TokenId> bos() const = 0;
    [[nodiscard]] virtual std::optional<TokenId> eos() const = 0;
    [[nodiscard]] virtual std::optional<TokenId> pad() const = 0;
    [[nodiscard]] virtual std::optional<TokenId> mask() const { return std::nullopt; }
    [[nodiscard]] virtual std::optional<TokenId> idOf(std::string_view token) const = 0;
};

/// The tokenizer of a Hugging Face folder: vocab.json + merges.txt (byte-level BPE) or tokenizer.model (sentencepiece)
/// where the folder's class is one whose slow rules are known, else tokenizer.json; with tokenizer_config.json and
/// special_tokens_map.json where present. `config` is the folder's config.json.
[[nodiscard]] Result<std::unique_ptr<Tokenizer>> loadTokenizer(const std::filesystem::path& folder, const Json& config);
/// The files that loadTokenizer would read the vocabulary from: "vocab.json and merges.txt".
[[nodiscard]] Result<std::string> tokenizerFiles(const std::filesystem::path& folder, const Json& config);

/// encode with special tokens, cut to at most `maxTokens` by dropping tokens of the text from its end; what Add puts
/// around the text stays. Precondition: maxTokens holds at least that.
[[nodiscard]] std::vector<TokenId> encodeTruncated(const Tokenizer& tokenizer, std::string_view text,
                                                   std::size_t maxTokens);

/// Turns a stream of ids into pieces of whole characters.
class StreamDecoder {
public:
    explicit StreamDecoder(const Tokenizer& tokenizer) : m_tokenizer(&tokenizer) {}
    /// The text that became whole with `id`; may be empty.
    [[nodiscard]] std::string push(TokenId id);
    /// What is left, ill-formed bytes as U+FFFD.
    [[nodiscard]] std::string finish();

private:
    const Tokenizer* m_tokenizer;  // not owned
    std::string m_pending;
};

}  // namespace detox
