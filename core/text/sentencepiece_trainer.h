// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/text/tokenizer.h"

namespace detox {

/// The ids every model of trainSentencePiece gives its special pieces. The first three are where transformers'
/// conversion of a LlamaTokenizer to a fast one expects them.
namespace trained_piece {
inline constexpr TokenId kUnknown = 0;
inline constexpr TokenId kBos = 1;
inline constexpr TokenId kEos = 2;
inline constexpr TokenId kPad = 3;
inline constexpr TokenId kMask = 4;
}  // namespace trained_piece

/// What happens to a text before it is cut into pieces.
enum class PieceNormalisation {
    Identity,  ///< nothing; spaces are kept as they are, so that a text can be had back from its pieces
    FoldCase,  ///< sentencepiece's rule nmt_nfkc_cf (NFKC, case folding, control characters out) and single spaces
};

/// Trains a byte-pair model with byte fallback on `texts` (one thread, so the same texts give the same bytes) and
/// returns the serialized model, which carries the normalisation. Texts are cut at line ends and at 4,000 bytes.
/// `vocabulary` counts all pieces, special and byte pieces included; a text too small for so many gives fewer. Blocks;
/// writes nothing to the terminal.
[[nodiscard]] Result<std::string> trainSentencePiece(const std::vector<std::string>& texts, int vocabulary,
                                                     PieceNormalisation normalisation = PieceNormalisation::Identity);

/// What a model needs around a text.
enum class TokenizerUse {
    /// A causal model: nothing is added; </s> stands between documents and is both beginning and end of one
    /// (bos_token_id = eos_token_id = 2, as GPT-2 does with <|endoftext|>), padding is <pad> (3).
    CausalModel,
    /// A RoBERTa-architecture classifier: <s> … </s>, padding <pad> (pad_token_id 3, so positions begin at 4 and
    /// max_position_embeddings = longest text + 4), <mask> (4) for pretraining.
    Classifier,
};

/// Writes tokenizer.model, tokenizer_config.json and special_tokens_map.json into an existing `folder`. The class is
/// LlamaTokenizer in its "legacy" rules for both uses: of the slow tokenizers of transformers 4.33 it is the one that
/// takes ids straight from the sentencepiece model, knows byte fallback, and wraps texts by two flags (XLM-RoBERTa's
/// and Camembert's shift the ids and lose byte pieces when decoding). AutoTokenizer takes the class from
/// tokenizer_config.json whatever model_type the config names. Special tokens are written as objects that swallow no
/// spaces, since transformers strips around plain strings.
[[nodiscard]] Result<void> writeTokenizerFiles(const std::filesystem::path& folder, const std::string& model,
                                               TokenizerUse use, int maxTokens);

}  // namespace detox
