// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/api/fit.h"
#include "core/api/training.h"

namespace detox {

/// Makes a language model of family gpt_neo from plain text: a sentencepiece vocabulary, rows of equal length, AdamW
/// with warm-up and cosine. OUTPUT appears whole at the end: a Hugging Face folder with tokenizer files, metrics.json
/// and a model card. Until then OUTPUT.state holds what resuming needs, bit for bit where no time limit is set.
/// Fails at once for settings that do not fit together and for an output that exists.
[[nodiscard]] Result<std::unique_ptr<TrainingSession>> makeLanguageModelSession(const FitLanguageModelSetup& setup);

}  // namespace detox
