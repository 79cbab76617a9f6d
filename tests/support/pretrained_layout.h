// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/util/json.h"

namespace detox {

using TensorShapes = std::map<std::string, std::vector<std::int64_t>>;

/// The keys of config.json that the family's configuration class takes, and what it takes for one that is absent
/// (huggingface/transformers 4.33.3 src/transformers/models/*/configuration_*.py; mistral 4.34, qwen2 4.37). Sizes and
/// token ids, which no model leaves to their defaults, are null. Precondition: a model_type that is read.
[[nodiscard]] Json pretrainedDefaults(const std::string& modelType);

/// What save_pretrained of the language model or classifier that `config` describes writes as safetensors: buffers and
/// tied heads are left out (the same, modeling_*.py). Keys that are absent have their defaults.
[[nodiscard]] TensorShapes pretrainedTensors(const Json& config);

}  // namespace detox
