// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <unordered_map>
#include <vector>

#include "core/text/pipeline/json_part.h"
#include "core/text/token_table.h"

namespace detox {

class Normalizer;

/// When an added token is looked for: in the text as it came, or after normalisation.
enum class LookFor { InRawText, InNormalizedText };
/// Whether an added token may stand inside a word.
enum class WordPlace { Anywhere, WholeWord };

/// An entry of "added_tokens", or a special token that the other files name.
struct FastToken {
    AddedToken token;
    LookFor lookFor = LookFor::InRawText;
    WordPlace place = WordPlace::Anywhere;
};

/// The entries of a tokenizer.json's "added_tokens"; throws an Error that names a bad one.
[[nodiscard]] std::vector<FastToken> readAddedTokens(const std::optional<JsonPart>& json);

/// Cuts text at added tokens as the fast tokenizers do (huggingface/tokenizers tokenizer/added_vocabulary.rs,
/// find_matches): leftmost first, then longest; the spaces a token swallows belong to it. Immutable.
class AddedTokenSplitter {
public:
    /// Takes those of `tokens` that are looked for there, special ones first; their contents normalised where the text
    /// is.
    AddedTokenSplitter(const std::vector<FastToken>& tokens, LookFor lookFor, const Normalizer& normalizer);

    /// Views into `text`; no empty stretches.
    [[nodiscard]] std::vector<Segment> split(std::string_view text) const;

private:
    struct Found {
        std::size_t size = 0;
        const FastToken* token = nullptr;
    };
    void add(const FastToken& token, const std::string& content);
    [[nodiscard]] Found longestAt(std::string_view text) const;

    std::unordered_map<std::string, FastToken> m_tokens;  ///< by what is looked for
    std::array<std::vector<std::size_t>, 256> m_sizes;    ///< of those that begin with a byte, falling
};

}  // namespace detox
