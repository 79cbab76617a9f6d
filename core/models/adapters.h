// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/config/lora_config.h"
#include "core/models/decoder_weights.h"
#include "core/models/tensor_table.h"

namespace detox {

/// The low-rank adapters of a decoder: what LoRA trains. A value: copies share the parameters.
struct Adapters {
    LoraConfig config;       ///< loraRank 0: there are none
    std::uint64_t seed = 0;  ///< of first values and of dropout
    ParameterSet parameters;
    TensorTable table;                      ///< names of PEFT's files ↔ parameters
    std::vector<std::string> modules = {};  ///< the modules that are adapted, by their names inside a layer
    bool ofTransposed = false;              ///< the checkpoint keeps those modules' matrices as [in, out]
};

/// Makes an adapter for each of the checkpoint's matrices that `lora` names and puts it beside the matrix in `weights`:
/// A uniform within ±1/√in (PEFT's Kaiming-uniform with a = √5), B zero, so that nothing changes yet. `base` maps the
/// decoder's tensors.
[[nodiscard]] Adapters addAdapters(const LoraConfig& lora, std::uint64_t seed, const TensorTable& base,
                                   DecoderWeights& weights);

}  // namespace detox
