// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "app/cli/command.h"
#include "app/cli/progress.h"
#include "app/cli/run_config_source.h"
#include "app/cli/stop_signal.h"
#include "core/api/run_store.h"

/// A PPO run from the command line: models resolved, engine loaded, everything recorded, what changed printed.
namespace detox::cli {

[[nodiscard]] ExitCode startRun(RunStore& store, const ChosenConfig& chosen, ProgressOutput output,
                                const StopSignal& stop);

/// Goes on from the newest resumable checkpoint, with the configuration of the run.
[[nodiscard]] ExitCode resumeRun(RunStore& store, std::int64_t id, ProgressOutput output, const StopSignal& stop);

}  // namespace detox::cli
