// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_folder.h"

#include <algorithm>
#include <array>

#include "core/checkpoint/pytorch.h"
#include "core/checkpoint/safetensors.h"
#include "core/checkpoint/sharded_weights.h"
#include "core/util/files.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

/// What may hold a model's weights, the preferred first.
struct WeightsFile {
    const char* name;
    Result<std::unique_ptr<TensorSource>> (*open)(const fs::path& folder);
};

constexpr std::array<WeightsFile, 4> kWeights{{
    {"model.safetensors", [](const fs::path& folder) { return openSafetensors(folder / "model.safetensors"); }},
    {"model.safetensors.index.json", openShardedSafetensors},
    {"pytorch_model.bin", [](const fs::path& folder) { return openPytorch(folder / "pytorch_model.bin"); }},
    {"pytorch_model.bin.index.json", openShardedPytorch},
}};

const WeightsFile* weightsOf(const fs::path& folder) {
    const auto found = std::find_if(kWeights.begin(), kWeights.end(),
                                    [&](const WeightsFile& file) { return isThere(folder / file.name); });
    return found == kWeights.end() ? nullptr : &*found;
}

Result<Json> readObject(const fs::path& file) {
    auto json = readJson(file);
    if (json && !json->is_object()) return invalidInput(file.string() + " is not a JSON object. Download it again.");
    return json;
}

/// An empty object where the folder has none.
Result<Json> readGeneration(const fs::path& file) {
    return isThere(file) ? readObject(file) : Json(Json::object());
}

}  // namespace

Result<ModelFolder> openModelFolder(const fs::path& path) {
    std::error_code code;
    const auto status = fs::status(path, code);
    if (!fs::exists(status)) return notFound("There is no folder " + path.string() + ". Check the model's name.");
    if (!fs::is_directory(status)) {
        return invalidInput(path.string() + " is not a folder. Choose the folder that holds config.json.");
    }
    const fs::path file = path / "config.json";
    if (!isThere(file)) {
        return notFound(path.string() + " has no config.json, so it is no Hugging Face model folder. Choose another.");
    }
    auto config = readObject(file);
    if (!config) return config.error();
    const auto type = config->find("model_type");
    if (type == config->end() || !type->is_string()) {
        return invalidInput(file.string() + " does not say its \"model_type\". Download it again.");
    }
    auto generation = readGeneration(path / "generation_config.json");
    if (!generation) return generation.error();
    return ModelFolder{.path = path,
                       .config = std::move(*config),
                       .generation = std::move(*generation),
                       .adapter = std::nullopt,
                       .tokenizer = path};
}

bool hasWeights(const fs::path& folder) {
    return weightsOf(folder) != nullptr;
}

Result<std::unique_ptr<TensorSource>> openWeights(const ModelFolder& folder) {
    if (const WeightsFile* file = weightsOf(folder.path)) return file->open(folder.path);
    return notFound(folder.path.string() +
                    " has no weights: neither model.safetensors nor pytorch_model.bin, nor the .index.json of one. "
                    "Download the model again.");
}

}  // namespace detox
