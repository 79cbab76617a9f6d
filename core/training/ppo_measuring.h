// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/config/run_config.h"
#include "core/evaluation/answers.h"
#include "core/prompts/prompt_set.h"
#include "core/training/ppo_models.h"

namespace detox {

/// Measures a run's policy on its held-out prompts: the same queries, seeds and sampler at every point of the run.
class PpoMeasuring {
public:
    /// `models` is not owned and outlives this.
    PpoMeasuring(const PpoModels& models, const PromptSet& prompts, const RunConfig& config);

    [[nodiscard]] bool has(MeasuredSet set) const { return !queries(set).empty(); }
    /// The policy as it is now. Throws Error.
    [[nodiscard]] Measured measure(MeasuredSet set, const StepCheck& check) const;

private:
    [[nodiscard]] const std::vector<Query>& queries(MeasuredSet set) const {
        return set == MeasuredSet::Probe ? m_probe : m_test;
    }

    const PpoModels& m_models;
    const RunConfig m_config;
    std::vector<Query> m_probe;
    std::vector<Query> m_test;
};

}  // namespace detox
