// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_folder.h"

#include "core/checkpoint/pytorch.h"
#include "core/checkpoint/safetensors.h"
#include "core/checkpoint/sharded_weights.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

bool isThere(const fs::path& file) {
    std::error_code code;
    return fs::exists(file, code);
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
    auto config = readJson(file);
    if (!config) return config.error();
    if (!config->is_object()) return invalidInput(file.string() + " is not a JSON object. Download it again.");
    const auto type = config->find("model_type");
    if (type == config->end() || !type->is_string()) {
        return invalidInput(file.string() + " does not say its \"model_type\". Download it again.");
    }
    return ModelFolder{path, std::move(*config)};
}

Result<std::unique_ptr<TensorSource>> openWeights(const ModelFolder& folder) {
    if (isThere(folder.path / "model.safetensors")) return openSafetensors(folder.path / "model.safetensors");
    if (isThere(folder.path / "model.safetensors.index.json")) return openShardedSafetensors(folder.path);
    if (isThere(folder.path / "pytorch_model.bin")) return openPytorch(folder.path / "pytorch_model.bin");
    if (isThere(folder.path / "pytorch_model.bin.index.json")) return openShardedPytorch(folder.path);
    return notFound(folder.path.string() +
                    " has no weights: neither model.safetensors nor pytorch_model.bin, nor the .index.json of one. "
                    "Download the model again.");
}

}  // namespace detox
