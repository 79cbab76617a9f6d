// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/api/engine.h"
#include "core/util/compute_lease.h"

namespace detox {

/// PPO on a model folder (DESIGN 7). The session's thread gets config.machine.threads. Reports go to setup.sink first
/// and are shown after; checkpoints (at the start, every so often, on request, at the end and at a stop) to
/// setup.checkpoints. A stop in the middle of an update takes that update back. Resumed from a checkpoint, the run goes
/// on bit for bit (float32, CPU, same thread count). Takes a turn of `lease`, which outlives the session, for every
/// token, batch and minibatch. Fails at once for settings that do not fit together.
[[nodiscard]] Result<std::unique_ptr<TrainingSession>> makePpoSession(const PpoSetup& setup, ComputeLease& lease);

}  // namespace detox
