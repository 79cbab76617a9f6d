// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/model_export.h"
#include "core/api/training.h"
#include "core/util/step_check.h"

namespace detox {

/// Engine::exportModel. `check` is called before each tensor. Throws Error; the output folder then does not exist.
[[nodiscard]] ExportOutcome exportModel(const ExportSetup& setup, const StepCheck& check, TrainingObserver& observer);

}  // namespace detox
