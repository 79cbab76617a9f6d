// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/models/causal_lm.h"
#include "core/models/value_head.h"
#include "core/training/ppo_state.h"

namespace detox {

/// A resumable checkpoint of a PPO run:
///   config.json, model.safetensors (float32), tokenizer files   a loadable Hugging Face folder
///   trainer/state.json                                          the numbers (ppo_state.h)
///   trainer/value_head.safetensors                              v_head.summary.{weight,bias}
///   trainer/optimiser.safetensors                               Adam's moments
///   adapter/adapter_config.json, adapter_model.safetensors      with LoRA: the adapters, which model.safetensors holds
///                                                               merged, as a PEFT folder and to resume from
/// The sink adds the manifest.
struct PpoCheckpoint {
    const CausalLm& policy;
    const ValueHead& valueHead;
    std::vector<NamedTensor> moments;       ///< Adam's, by name
    std::filesystem::path tokenizerFolder;  ///< tokenizer files are copied from here
    std::string base;                       ///< what the policy was before training, as adapter_config.json names it
};

/// Where a checkpoint of a run with LoRA keeps its adapters.
inline constexpr char kAdapterFolder[] = "adapter";

/// Writes into an existing folder. Throws Error.
void writePpoCheckpoint(const std::filesystem::path& folder, const PpoCheckpoint& checkpoint, const PpoState& state);

/// Verifies the manifest and reads the numbers. Throws Error, also for a checkpoint whose trainer state was removed.
[[nodiscard]] PpoState openPpoCheckpoint(const std::filesystem::path& folder);

/// Fills Adam's moments. Throws Error.
void readMoments(const std::filesystem::path& folder, const std::vector<NamedTensor>& moments);
[[nodiscard]] ValueHead readValueHead(const std::filesystem::path& folder, std::int64_t hidden);

}  // namespace detox
