// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include "core/ppo/kl_controller.h"
#include "core/ppo/length_controller.h"
#include "core/ppo/optimise.h"
#include "core/ppo/report.h"
#include "core/ppo/rewards.h"

namespace detox {

/// The trainer's numbers beside weights and moments; with them a run goes on as if it had never stopped.
struct PpoNumbers {
    double klCoef = 0;
    LengthController::State length;
    std::int64_t optimiserSteps = 0;
    std::int64_t guardSkips = 0;      ///< over the run
    std::int64_t nonFiniteSkips = 0;  ///< over the run
};

/// One PPO update as numbered stages (DESIGN 7); core/ppo/README.md has the formulas. Generation and scoring lie
/// between collect() and improve() and belong to the caller. Used by one thread.
class PpoUpdate {
public:
    /// The models are not owned. `end` is the token that ends a response. Throws Error when the policy has nothing to
    /// train, or for an ending term without an end token.
    PpoUpdate(const PpoConfig& config, const RolloutModels& models, std::optional<TokenId> end = std::nullopt);

    /// 1. collectRollouts
    [[nodiscard]] Rollouts collect(TokenRows queries, TokenRows responses,
                                   const StepCheck& check = stopCheck({})) const;
    /// 2. scoreResponses is the caller's (core/reward): fill rawScores and scores.

    /// 3. computeRewards
    [[nodiscard]] TokenRewards rewards(const Rollouts& rollouts) const;
    /// 4. computeAdvantages
    [[nodiscard]] Advantages advantages(const Rollouts& rollouts, const TokenRewards& rewards) const;
    /// 3. to 7.: rewards, advantages, optimise, updateKl (and the length's reward), report. `update` counts from 1 and
    /// addresses the order of minibatches. A KL that is not finite leaves β alone. An exception from `check` leaves β
    /// and the counters alone; weights and moments may have moved.
    [[nodiscard]] PpoReport improve(Rollouts rollouts, const MinibatchOrder& order, int update,
                                    const StepCheck& check = stopCheck({}));

    [[nodiscard]] PpoNumbers numbers() const;
    void setNumbers(const PpoNumbers& numbers);
    /// Adam's moments, "first.NAME" and "second.NAME" per parameter; they share storage with the optimiser.
    [[nodiscard]] std::vector<NamedTensor> moments() const;
    /// The trained parameters, value head included; shared storage.
    [[nodiscard]] std::vector<NamedTensor> parameters() const { return m_models.policy.parameters(); }

private:
    const PpoConfig m_config;
    const RolloutModels m_models;
    const RolloutOptions m_rolloutOptions;
    PolicyOptimiser m_optimiser;
    std::unique_ptr<KlController> m_klController;
    LengthController m_lengthController;
    std::int64_t m_guardSkips = 0;
    std::int64_t m_nonFiniteSkips = 0;
};

}  // namespace detox
