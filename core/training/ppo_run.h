// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

#include "core/api/engine.h"
#include "core/ppo/ppo_update.h"
#include "core/training/draw_responses.h"
#include "core/training/ppo_measuring.h"
#include "core/training/ppo_models.h"
#include "core/training/ppo_report.h"
#include "core/training/ppo_state.h"
#include "core/training/tensor_snapshot.h"

namespace detox {

/// A PPO run in memory: models, prompts and numbers at the last complete update, and what can be done with them. The
/// session decides when. Used by one thread. Every member throws Error; `check` is called before each token, batch
/// and minibatch.
class PpoRun {
public:
    /// Loads everything, and the state of setup.resumeFrom when that is set. `reporter` is not owned.
    PpoRun(const PpoSetup& setup, RunReporter& reporter, StepCheck check);

    [[nodiscard]] int update() const noexcept { return m_state.update; }
    [[nodiscard]] bool finished() const noexcept { return m_state.update >= m_setup.config.ppo.updates; }
    [[nodiscard]] bool probeIsDue() const;
    [[nodiscard]] bool checkpointIsDue() const;
    [[nodiscard]] const std::optional<Measurement>& before() const noexcept { return m_state.before; }
    [[nodiscard]] const std::filesystem::path& lastCheckpoint() const noexcept { return m_lastCheckpoint; }

    /// The test prompts under the untrained policy, once per run.
    void measureBefore();
    /// The test prompts under the policy as it is; nothing when the run has no test prompts.
    [[nodiscard]] std::optional<Measurement> measureAfter();
    void probe();
    /// The next update, as numbered stages. Interrupted by an exception, the run is as takeBackUpdate() leaves it only
    /// after that call.
    [[nodiscard]] UpdateReport nextUpdate();
    /// Weights, moments and numbers of the last complete update.
    void takeBackUpdate();
    /// A resumable checkpoint of the last complete update; nothing to do when it was written already.
    void saveCheckpoint();

private:
    void resume();
    void describeChanges(const RunConfig& before);
    [[nodiscard]] Measured measured(MeasuredSet set, const char* phase);
    /// 2. Scores, scaled scores and, for scores that are no numbers, an alarm.
    void giveScores(Rollouts& rollouts, const ScoredResponses& scored);
    /// Still 2. The scores of the responses' prefixes as potentials, where they are wanted.
    void givePotentials(Rollouts& rollouts) const;
    void complete(int update);

    const PpoSetup m_setup;
    RunReporter& m_reporter;
    const StepCheck m_check;
    PpoState m_state;  // of the last complete update
    const PromptSet m_prompts;
    const PpoModels m_models;
    const PpoMeasuring m_measuring;
    PromptSampler m_sampler;
    const CausalResponseModel m_policy;
    const CausalResponseModel m_reference;
    PpoUpdate m_ppo;
    const RandomMinibatchOrder m_order;
    ScoreNormaliser m_normaliser;
    TensorSnapshot m_weights;
    TensorSnapshot m_moments;
    PpoAlarms m_alarms;
    int m_savedUpdate = -1;
    std::filesystem::path m_lastCheckpoint;
};

}  // namespace detox
