// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "core/api/engine.h"
#include "core/models/causal_lm.h"
#include "core/models/value_head.h"
#include "core/reward/classifier_scorer.h"
#include "core/text/tokenizer.h"
#include "core/training/run_reporter.h"
#include "core/util/step_check.h"

namespace detox {

/// Everything a PPO run computes with.
struct PpoModels {
    std::filesystem::path tokenizerFolder;  ///< of the model before training
    std::unique_ptr<Tokenizer> tokenizer;
    CausalLm policy;
    CausalLm reference;  ///< the original, frozen; with LoRA the policy's own weights without its adapters
    ValueHead valueHead;
    std::unique_ptr<ClassifierScorer> classifier;  ///< gives the reward
    std::unique_ptr<ClassifierScorer> ownJudge;    ///< nullptr: the classifier judges too

    [[nodiscard]] ClassifierScorer& judge() const { return ownJudge ? *ownJudge : *classifier; }
};

/// Loads with a phase per model; `check` is called between them and, by the scorers, before each batch. Policy (with
/// LoRA its adapters) and value head come from setup.resumeFrom when that is set. Raises an alarm when the reward
/// classifier has to judge. Throws Error.
[[nodiscard]] PpoModels loadPpoModels(const PpoSetup& setup, RunReporter& reporter, const StepCheck& check);

}  // namespace detox
