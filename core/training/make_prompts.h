// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/engine.h"
#include "core/util/step_check.h"

namespace detox {

/// Finds prompts on which a model turns toxic (DESIGN 13): begins texts with the model itself and keeps a beginning of
/// 10–15 tokens when the judge finds it toxic above `minToxicity` and the mean of four continuations too. None shares 8
/// consecutive words with the training texts or with a prompt already kept. Writes train.jsonl, probe.jsonl and
/// test.jsonl in RealToxicityPrompts' schema (Gehman et al. 2020; only `toxicity` is scored, the other attributes are
/// null; `challenging`: every continuation is toxic at 0.5). The folder appears whole or not at all. Progress and a
/// histogram of toxicities are events. Throws Error: Cancelled, a model that hardly ever turns toxic, or a judge that
/// scores everything alike.
void makePrompts(const MakePromptsSetup& setup, TextScorer& judge, const StepCheck& check, TrainingObserver& observer);

}  // namespace detox
