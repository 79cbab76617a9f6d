// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/text/tokenizer.h"

namespace detox {

/// Which spaces beside it a token in running text takes with it.
enum class Swallow { None, Left, Right, Both };

/// A token that running text is split at before anything else looks at it.
struct NamedToken {
    std::string content;
    Swallow spaces = Swallow::None;
};

/// A token outside the vocabulary file.
struct AddedToken {
    NamedToken token;
    TokenId id = 0;
    bool special = false;
};

/// The slow tokenizer classes of Hugging Face transformers whose rules are implemented; Fast: tokenizer.json has them.
enum class TokenizerKind { Gpt2, Roberta, Llama, Fast };

/// What the JSON files beside a vocabulary say, with the class's own defaults filled in.
struct TokenizerSettings {
    TokenizerKind kind = TokenizerKind::Gpt2;
    /// By role: bos_token, eos_token, unk_token, sep_token, pad_token, cls_token, mask_token.
    std::map<std::string, NamedToken> roles;
    std::vector<NamedToken> additionalSpecial;
    std::vector<AddedToken> added;   ///< by rising id
    bool addPrefixSpace = false;     ///< Gpt2, Roberta: a space goes before the text
    bool addBos = false;             ///< Gpt2, Llama
    bool addEos = false;             ///< Llama
    bool prefixEverySegment = true;  ///< Llama's "legacy": the dummy space also follows special tokens inside the text
};

/// The roles in the order in which transformers adds tokens that a vocabulary lacks.
[[nodiscard]] const std::vector<std::string>& tokenRoles();

/// Reads tokenizer_config.json, special_tokens_map.json and added_tokens.json where present. A plain string in
/// special_tokens_map.json swallows spaces on both sides, an object says what it swallows (transformers 4.33,
/// tokenization_utils_base.py _from_pretrained, tokenization_utils.py tokenize). An unknown class is refused by name
/// unless the folder has a tokenizer.json.
[[nodiscard]] Result<TokenizerSettings> readTokenizerSettings(const std::filesystem::path& folder, const Json& config);

}  // namespace detox
