// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/checkpoint/tensor_source.h"
#include "core/util/json.h"

namespace detox {

/// A LoRA adapter (Hu et al. 2022) as PEFT saves it: what its adapter_config.json says (huggingface/peft
/// src/peft/tuners/lora/config.py).
struct AdapterConfig {
    std::string base;  ///< base_model_name_or_path: a hub id or a folder
    std::int64_t rank = 0;
    double alpha = 0;
    bool rankStabilised = false;                ///< scaled by α/√rank instead of α/rank (Kalajdzievski 2023)
    std::map<std::string, std::int64_t> ranks;  ///< of modules whose names end with the key
    std::map<std::string, double> alphas;
    Json source = Json::object();  ///< as read

    [[nodiscard]] std::int64_t rankOf(std::string_view module) const;
    /// The factor of B·A that is added to the weight of `module`.
    [[nodiscard]] double scaleOf(std::string_view module) const;
};

struct AdapterFolder {
    std::filesystem::path path;
    AdapterConfig config;
};

/// Reads adapter_config.json. Kinds of adapters other than LoRA, and kinds of LoRA that are not a weight plus
/// scale·B·A of the unaltered base, are refused by name.
[[nodiscard]] Result<AdapterFolder> openAdapterFolder(const std::filesystem::path& path);

/// adapter_model.safetensors, else adapter_model.bin.
[[nodiscard]] Result<std::unique_ptr<TensorSource>> openAdapterWeights(const AdapterFolder& folder);

}  // namespace detox
