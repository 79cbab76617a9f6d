// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/checkpoint/safetensors.h"
#include "core/util/files.h"
#include "core/util/json.h"

namespace detox {

/// A row-major matrix of an adapter; `shape` may be that of a vector.
struct AdapterTensor {
    std::string name;
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};

/// Values that differ from element to element, around ±0.1.
[[nodiscard]] inline AdapterTensor adapterTensor(std::string name, std::vector<std::int64_t> shape) {
    std::int64_t count = 1;
    for (const std::int64_t size : shape) count *= size;
    AdapterTensor tensor{std::move(name), std::move(shape), {}};
    for (std::int64_t i = 0; i < count; ++i) {
        tensor.values.push_back(0.01F *
                                static_cast<float>((i * 7 + static_cast<std::int64_t>(tensor.name.size())) % 21 - 10));
    }
    return tensor;
}

/// adapter_config.json as PEFT writes it for rank 2 and alpha 6, on the folder "base" beside it.
[[nodiscard]] inline Json adapterConfig(const Json& changes = Json::object()) {
    Json config = {{"peft_type", "LORA"}, {"task_type", "CAUSAL_LM"}, {"base_model_name_or_path", "../base"}, {"r", 2},
                   {"lora_alpha", 6},     {"use_dora", false}};
    config.update(changes);
    return config;
}

/// Throws what writing says.
inline void writeAdapter(const std::filesystem::path& folder, const Json& config,
                         const std::vector<AdapterTensor>& tensors) {
    createDirectories(folder).orThrow();
    writeFileAtomically(folder / "adapter_config.json", config.dump()).orThrow();
    std::vector<TensorToWrite> list;
    for (const AdapterTensor& tensor : tensors) {
        list.push_back({tensor.name, DataType::F32, tensor.shape, std::as_bytes(std::span(tensor.values))});
    }
    writeSafetensors(folder / "adapter_model.safetensors", list).orThrow();
}

}  // namespace detox
