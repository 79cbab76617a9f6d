// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

#include "core/api/update_report.h"
#include "core/config/run_config.h"
#include "core/ppo/ppo_update.h"
#include "core/reward/score_normaliser.h"

namespace detox {

/// The numbers a PPO run needs to go on as if nothing had happened; tensors lie beside it (ppo_checkpoint.h). Random
/// numbers need no state: their addresses are (seed, purpose, update, sample, token).
struct PpoState {
    int update = 0;  ///< updates done; also the prompt cursor: the next query is number update × batchSize
    PpoNumbers numbers;
    RunningMoments scoreMoments;
    int probedUpdate = -1;  ///< the last update at which the probe prompts were measured; −1: never
    std::optional<Measurement> before;
    RunConfig config;
};

/// trainer/state.json, format 1: {"format", "update", "promptCursor", "probedUpdate", "optimiserSteps", "klCoef",
/// "scoreMoments", "guardSkips", "nonFiniteSkips", "before", "config", "configHash", "program", "git"}. Doubles survive
/// exactly.
[[nodiscard]] Result<void> writePpoState(const std::filesystem::path& file, const PpoState& state);
[[nodiscard]] Result<PpoState> readPpoState(const std::filesystem::path& file);

}  // namespace detox
