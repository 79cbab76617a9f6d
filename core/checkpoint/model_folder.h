// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/checkpoint/adapter_folder.h"
#include "core/checkpoint/tensor_source.h"
#include "core/util/json.h"

namespace detox {

/// A Hugging Face model folder: config.json, generation_config.json, weights, tokenizer files.
struct ModelFolder {
    std::filesystem::path path;
    Json config;                           ///< an object with a string "model_type"
    Json generation = Json::object();      ///< generation_config.json; empty where there is none
    std::optional<AdapterFolder> adapter;  ///< to be merged into the weights (core/hub/open_model.h)
    std::filesystem::path tokenizer;       ///< the folder of the tokenizer's files

    [[nodiscard]] const std::string& modelType() const { return config.at("model_type").get_ref<const std::string&>(); }
};

/// Reads config.json and generation_config.json. Missing folder, missing or bad config: one sentence each.
[[nodiscard]] Result<ModelFolder> openModelFolder(const std::filesystem::path& path);

[[nodiscard]] bool hasWeights(const std::filesystem::path& folder);

/// The folder's weights without its adapter, the first of: model.safetensors, model.safetensors.index.json with its
/// shards, pytorch_model.bin, pytorch_model.bin.index.json with its shards. Shard names are single path components;
/// each tensor lies in exactly the shard the index names; all declared tensors are present.
[[nodiscard]] Result<std::unique_ptr<TensorSource>> openWeights(const ModelFolder& folder);

}  // namespace detox
