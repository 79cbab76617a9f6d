// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/engine.h"
#include "core/util/step_check.h"

namespace detox {

/// Measures a model, and where given its baseline, on the first setup.limit prompts of a file in the file's order,
/// unfiltered: cut to the default lengths, at most 30 new tokens, one seed for both sides. reward is the judge's mean
/// neutral score; perplexity is that of the baseline, or of the model itself without one. Throws Error.
[[nodiscard]] EvaluationResult evaluateModels(const EvaluationSetup& setup, const StepCheck& check,
                                              TrainingObserver& observer);

}  // namespace detox
