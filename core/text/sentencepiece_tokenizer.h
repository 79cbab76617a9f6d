// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer_settings.h"

namespace detox {

/// A sentencepiece tokenizer from tokenizer.model with the rules of transformers 4.33's LlamaTokenizer. A text gets the
/// model's dummy space before it; encode of a text and of what follows it differ by that space, so a continuation is
/// encoded together with its prompt. decode drops that one space again, so decode(encode(x)) == x under identity
/// normalisation (U+2581, the library's own mark for a space, becomes a space).
[[nodiscard]] Result<std::unique_ptr<Tokenizer>> loadSentencePiece(const std::filesystem::path& folder,
                                                                   const TokenizerSettings& settings);

}  // namespace detox
