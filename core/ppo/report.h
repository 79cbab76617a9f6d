// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/ppo/optimise.h"
#include "core/ppo/rewards.h"

namespace detox {

struct ReportInputs {
    const Rollouts rollouts;  ///< as they were before the update, so with the log-probabilities of stage 1
    const TokenRewards& rewards;
    double klCoef = 0;      ///< β during this update
    double lengthCoef = 0;  ///< reward per token during this update
};

/// What one update did, as plain numbers.
struct PpoReport {
    std::map<std::string, double> metrics;         ///< by metric_names.h; one that is not finite is left out
    std::vector<double> klPerSequence;             ///< nats, summed over each response
    std::vector<MinibatchStatistics> minibatches;  ///< those that counted, in order
    std::vector<OptimiserStep> steps;
    int guardSkips = 0;
    int nonFiniteSkips = 0;
    bool oldLogprobsRecomputed = false;  ///< DESIGN 7.9: the self-check failed; worth an alarm
};

/// Stage 7 (TRL 0.7.1 PPOTrainer.record_step_stats).
[[nodiscard]] PpoReport describeUpdate(const ReportInputs& inputs, const OptimiseReport& optimised,
                                       const PpoConfig& config);

}  // namespace detox
