// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/run_store.h"
#include "ui/bridge/training_controller.h"
#include "ui/widgets/pill.h"

namespace detox::ui {

/// A recorded run's state.
[[nodiscard]] PillSpec runPill(RunState state);
/// The trainer's state, with the moments between a button and its effect.
[[nodiscard]] PillSpec trainerPill(TrainerState state);

}  // namespace detox::ui
