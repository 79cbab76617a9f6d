// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer_settings.h"

namespace detox {

/// Byte-level BPE from vocab.json and merges.txt, with GPT-2's or RoBERTa's special tokens (transformers 4.33,
/// tokenization_gpt2.py and tokenization_roberta.py). Text without named tokens survives encode and decode unchanged.
[[nodiscard]] Result<std::unique_ptr<Tokenizer>> loadByteLevelBpe(const std::filesystem::path& folder,
                                                                  const TokenizerSettings& settings);

}  // namespace detox
