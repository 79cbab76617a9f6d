// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/models/adamw.h"
#include "core/ppo/advantages.h"
#include "core/ppo/gradient_accumulator.h"
#include "core/ppo/minibatch_order.h"
#include "core/ppo/minibatch_statistics.h"
#include "core/ppo/rollouts.h"

namespace detox {

/// What stage 5 learns from.
struct OptimiseInputs {
    Rollouts& rollouts;  ///< logprobs are replaced when the self-check fails
    const Advantages& advantages;
    const MinibatchOrder& order;
    int update = 0;
    const StepCheck& check;  ///< called before each minibatch
};

/// The global gradient norm at one optimiser step.
struct OptimiserStep {
    double norm = 0;
    double clippedNorm = 0;
};

struct OptimiseReport {
    std::vector<MinibatchStatistics> minibatches;  ///< those that counted, in order
    std::vector<OptimiserStep> steps;
    int epochs = 0;                      ///< begun; fewer than configured after an early stop
    int guardSkips = 0;                  ///< minibatches left out as their mean ratio was too large
    int nonFiniteSkips = 0;              ///< minibatches left out for a loss or gradient that is not finite
    double firstRatioDeviation = 0;      ///< the self-check's
    bool oldLogprobsRecomputed = false;  ///< the self-check failed
};

/// Stage 5 (DESIGN 7.6, 7.7, 7.9): PPO epochs over the minibatches with Adam. Holds Adam's state between updates.
class PolicyOptimiser {
public:
    /// The models are not owned; the policy's parameters are trained.
    PolicyOptimiser(const PpoConfig& config, const RolloutModels& models, const RolloutOptions& rolloutOptions);

    /// An exception from `check` leaves weights and moments as the last complete optimiser step made them.
    [[nodiscard]] OptimiseReport optimise(const OptimiseInputs& inputs);

    [[nodiscard]] AdamW& adam() { return m_adam; }
    [[nodiscard]] const AdamW& adam() const { return m_adam; }

private:
    struct Minibatch;
    enum class Verdict { Counts, RatioTooLarge, NotFinite };

    [[nodiscard]] Minibatch select(const OptimiseInputs& inputs, const std::vector<std::int64_t>& rows) const;
    void train(const OptimiseInputs& inputs, const std::vector<std::int64_t>& rows, OptimiseReport& report);
    /// The reference's distributions where the loss holds the policy to them. It computes anew: keeping its states
    /// would take [batch, responseLength, embedding] for all epochs.
    [[nodiscard]] std::optional<TokenDistributions> original(const SequenceBatch& sequences) const;
    void selfCheck(const OptimiseInputs& inputs, const at::Tensor& logprobs, Minibatch& minibatch,
                   OptimiseReport& report) const;
    [[nodiscard]] Verdict learn(const at::Tensor& loss, const MinibatchStatistics& statistics);
    void step(double learningRate, OptimiseReport& report);

    const PpoConfig m_config;
    const ResponseModel& m_policy;
    const ResponseModel& m_reference;
    const RolloutOptions m_rolloutOptions;
    AdamW m_adam;
    GradientAccumulator m_gradients;
};

}  // namespace detox
