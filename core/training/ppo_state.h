// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/api/update_report.h"
#include "core/config/run_config.h"

namespace detox {

/// Mean, variance and count of all scores so far, for score scaling (DESIGN 7.3).
struct ScoreMomentsState {
    double mean = 0;
    double variance = 1;
    double count = 0;

    friend bool operator==(const ScoreMomentsState&, const ScoreMomentsState&) = default;
};

/// The numbers a PPO run needs to go on as if nothing had happened; tensors lie beside it (ppo_checkpoint.h). Random
/// numbers need no state: their addresses are (seed, purpose, update, sample, token).
struct PpoState {
    int update = 0;  ///< updates done; also the prompt cursor: the next query is number update × batchSize
    std::int64_t optimiserSteps = 0;
    double klCoef = 0;
    ScoreMomentsState scoreMoments;
    std::int64_t guardSkips = 0;      ///< so far, over the run
    std::int64_t nonFiniteSkips = 0;  ///< so far, over the run
    std::optional<Measurement> before;
    RunConfig config;
};

/// trainer/state.json, format 1: {"format", "update", "promptCursor", "optimiserSteps", "klCoef", "scoreMoments",
/// "guardSkips", "nonFiniteSkips", "before", "config", "configHash", "program", "git"}. Doubles survive exactly.
[[nodiscard]] Result<void> writePpoState(const std::filesystem::path& file, const PpoState& state);
[[nodiscard]] Result<PpoState> readPpoState(const std::filesystem::path& file);

}  // namespace detox
