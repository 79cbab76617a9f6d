// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/adapter_files.h"

#include <string>
#include <vector>

#include "core/checkpoint/safetensors.h"
#include "core/util/files.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

constexpr char kConfig[] = "adapter_config.json";
constexpr char kWeights[] = "adapter_model.safetensors";

/// What PEFT needs to put the adapters on their base (huggingface/peft src/peft/tuners/lora/config.py).
Json configOf(const Adapters& adapters, const std::string& base) {
    return {{"peft_type", "LORA"},
            {"task_type", "CAUSAL_LM"},
            {"base_model_name_or_path", base},
            {"r", adapters.config.loraRank},
            {"lora_alpha", adapters.config.loraAlpha},
            {"lora_dropout", adapters.config.loraDropout},
            {"target_modules", adapters.modules},
            {"fan_in_fan_out", adapters.ofTransposed},
            {"bias", "none"},
            {"inference_mode", true}};
}

/// adapter_config.json whose base is found from any folder.
Json movableConfig(const ModelFolder& folder) {
    const AdapterFolder& adapter = *folder.adapter;
    Json config = adapter.config.source;
    if (isThere(adapter.path / adapter.config.base))
        config["base_model_name_or_path"] = fs::weakly_canonical(folder.path).string();
    config["inference_mode"] = true;
    return config;
}

}  // namespace

void saveAdapters(const fs::path& target, const Adapters& adapters, const std::string& base) {
    writeFileAtomically(target / kConfig, configOf(adapters, base).dump(2) + "\n").orThrow();
    saveParameters(target / kWeights, adapters.table, adapters.parameters, DataType::F32);
}

void loadAdapters(const fs::path& folder, const Adapters& adapters) {
    loadParameters(*openSafetensors(folder / kWeights).orThrow(), adapters.table, adapters.parameters);
}

void saveAdapter(const fs::path& target, const ModelFolder& folder, const WeightsFormat& format) {
    const auto source = openAdapterWeights(*folder.adapter).orThrow();
    const std::vector<TensorEntry>& originals = source->entries();
    std::vector<TensorEntry> entries;
    for (const TensorEntry& entry : originals) {
        const std::size_t elements = entry.bytes / bytesPerElement(entry.type);
        entries.push_back({entry.name, format.type, entry.shape, elements * bytesPerElement(format.type)});
    }
    at::Tensor written;
    const auto bytesOfTensor = [&](std::size_t index) -> Result<std::span<const std::byte>> {
        format.beforeEach();
        written = asWritten(originals[index].name, readFloat(*source, originals[index]), format.type);
        return std::span(static_cast<const std::byte*>(written.data_ptr()), written.nbytes());
    };
    writeFileAtomically(target / kConfig, movableConfig(folder).dump(2) + "\n").orThrow();
    writeSafetensors(target / kWeights, entries, bytesOfTensor).orThrow();
}

std::int64_t requireSameAdapter(const fs::path& written, const AdapterFolder& original, const WeightsFormat& format) {
    const auto expected = openAdapterWeights(original).orThrow();
    const auto found = openAdapterWeights(openAdapterFolder(written).orThrow()).orThrow();
    for (const TensorEntry& entry : expected->entries()) {
        format.beforeEach();
        requireSame(*found, entry.name, readFloat(*expected, entry), format.type);
    }
    return std::ssize(expected->entries());
}

}  // namespace detox
