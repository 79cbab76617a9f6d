// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer_settings.h"

namespace detox {

/// The tokenizer that a folder's tokenizer.json describes (huggingface/tokenizers): normalizer, pre-tokenizer,
/// byte-level BPE or WordPiece, post-processor, decoder. `settings` say which tokens have roles. A step that is not
/// implemented is refused by name; "truncation" and "padding" are the caller's affair and ignored. Deviations: a
/// WordPiece token that continues a word loses its mark at the start of a text too.
[[nodiscard]] Result<std::unique_ptr<Tokenizer>> loadTokenizerJson(const std::filesystem::path& folder,
                                                                   const TokenizerSettings& settings);

}  // namespace detox
