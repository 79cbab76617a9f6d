// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/api/fit.h"
#include "core/api/training.h"

namespace detox {

/// Makes a RoBERTa-architecture classifier from labelled texts: a sentencepiece vocabulary of the training texts (or
/// the one given), pretraining on hidden tokens where asked for, then the labels; AdamW with warm-up and cosine,
/// batches of rows of about equal length. OUTPUT appears whole at the end: a Hugging Face folder with tokenizer files,
/// metrics.json (n, accuracy, f1, auc on held-out texts) and a model card. Until then OUTPUT.state holds what resuming
/// needs, bit for bit where no time limit is set. Fails at once for settings that do not fit together and for an output
/// that exists.
[[nodiscard]] Result<std::unique_ptr<TrainingSession>> makeClassifierSession(const FitClassifierSetup& setup);

}  // namespace detox
