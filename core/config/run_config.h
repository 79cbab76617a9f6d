// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/config/config_json.h"
#include "core/config/field_info.h"
#include "core/config/generation_config.h"
#include "core/config/lora_config.h"
#include "core/config/machine_config.h"
#include "core/config/ppo_config.h"
#include "core/config/prompt_config.h"
#include "core/config/reward_config.h"

namespace detox {

struct ModelsConfig {
    std::string model;       ///< folder, hub id or run:ID[@update]
    std::string classifier;  ///< gives the reward
    std::string judge;       ///< measures, never rewards; empty: the classifier, with a warning
};

template <class V>
void describe(V& v, ModelsConfig& c) {
    v.field(c.model, {.key = "model",
                      .label = "Model to detoxify",
                      .help = "A Hugging Face model folder, a hub id, or run:ID@update.",
                      .level = Level::Essential,
                      .text = TextKind::Model});
    v.field(c.classifier, {.key = "classifier",
                           .label = "Reward classifier",
                           .help = "The toxicity classifier whose neutral score is the reward.",
                           .level = Level::Essential,
                           .text = TextKind::Classifier});
    v.field(c.judge, {.key = "judge",
                      .label = "Judge",
                      .help = "A second classifier, trained apart from the reward, that measures toxicity. Empty takes "
                              "the reward classifier.",
                      .level = Level::Essential,
                      .text = TextKind::Classifier});
}

struct CheckpointConfig {
    int checkpointEvery = 20;
    int probeEvery = 10;
};

template <class V>
void describe(V& v, CheckpointConfig& c) {
    v.field(c.checkpointEvery, {.key = "checkpointEvery",
                                .label = "Checkpoint every",
                                .unit = "updates",
                                .range = {1, 1'000'000},
                                .help = "Besides one at the start and one at the end.",
                                .level = Level::Essential});
    v.field(c.probeEvery, {.key = "probeEvery",
                           .label = "Probe every",
                           .unit = "updates",
                           .range = {0, 1'000'000},
                           .help = "Measure the probe prompts with the unconstrained sampler; 0 is never."});
}

/// Everything a training run depends on. The exact value is stored with the run and with each checkpoint.
struct RunConfig {
    ModelsConfig models;
    PromptConfig prompts;
    GenerationConfig generation;
    RewardConfig reward;
    PpoConfig ppo;
    LoraConfig lora;
    CheckpointConfig checkpoints;
    MachineConfig machine;
    std::int64_t seed = 0;
};

template <class V>
void describe(V& v, RunConfig& c) {
    v.group("models", "Models", c.models);
    v.group("prompts", "Prompts", c.prompts);
    v.group("ppo", "Training", c.ppo);
    v.group("lora", "Adapters", c.lora);
    v.group("generation", "Responses", c.generation);
    v.group("reward", "Reward", c.reward);
    v.group("checkpoints", "Checkpoints", c.checkpoints);
    v.group("machine", "Machine", c.machine);
    v.field(c.seed, {.key = "seed",
                     .label = "Seed",
                     .range = {0, 9e15},
                     .help = "Same seed and settings: same run.",
                     .level = Level::Essential});
}

/// A setting that is well-formed by itself but not together with the others.
struct Problem {
    std::string key;      ///< the field to mend
    std::string message;  ///< one sentence with a proposal
};

/// All cross-field problems; empty means the run may start (files are checked when they are opened).
[[nodiscard]] std::vector<Problem> crossCheck(const RunConfig& config);

/// Defaults overlaid with `json`; on failure every problem, one per line.
[[nodiscard]] Result<RunConfig> runConfigFromJson(const Json& json, const RunConfig& base = {});
[[nodiscard]] OrderedJson toJson(const RunConfig& config);
[[nodiscard]] std::string configHash(const RunConfig& config);

}  // namespace detox
