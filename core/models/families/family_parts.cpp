// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/families/family_parts.h"

#include <cmath>

namespace detox {

DecoderConfig readSizes(const ConfigReader& reader, const Json& source, const SizeKeys& keys) {
    DecoderConfig config;
    config.source = source;
    config.family = source.at("model_type").get<std::string>();
    config.vocabulary = reader.integer("vocab_size", {1, 4'000'000});
    config.hidden = reader.integer(keys.hidden, {1, 65'536});
    config.embedding = config.hidden;
    config.layers = reader.integer(keys.layers, {1, 1'000});
    config.heads = reader.integer(keys.heads, {1, 1'024});
    if (config.hidden % config.heads != 0) reader.refuse(keys.heads, "must divide " + std::string(keys.hidden));
    config.kvHeads = config.heads;
    config.headSize = config.hidden / config.heads;
    config.attentionScale = 1.0 / std::sqrt(static_cast<double>(config.headSize));
    config.windows.assign(static_cast<std::size_t>(config.layers), 0);
    config.bos = reader.tokenId("bos_token_id", config.vocabulary);
    config.eos = reader.tokenId("eos_token_id", config.vocabulary);
    return config;
}

std::string_view presentKey(const ConfigReader& reader, std::string_view first, std::string_view second) {
    return reader.find(first) == nullptr && reader.find(second) != nullptr ? second : first;
}

std::string_view torchType(DataType type) {
    if (type == DataType::F16) return "float16";
    return type == DataType::BF16 ? "bfloat16" : "float32";
}

Json exportedConfig(const DecoderConfig& config, const char* architecture, DataType type) {
    Json json = config.source;
    json["architectures"] = {architecture};
    json["model_type"] = config.family;
    json["torch_dtype"] = torchType(type);
    json["tie_word_embeddings"] = config.tiedHead;
    return json;
}

void mapAffine(TensorTable& table, const std::string& theirs, const std::string& ours) {
    mapWhole(table, theirs + ".weight", ours + ".weight");
    mapWhole(table, theirs + ".bias", ours + ".bias");
}

void mapHead(TensorTable& table, const DecoderConfig& config, const std::string& name) {
    if (config.tiedHead) {
        table.ignoredPrefixes.push_back(name + ".");
    } else {
        mapWhole(table, name + ".weight", "head");
    }
    if (config.biases.head) mapWhole(table, name + ".bias", "head_bias");
}

}  // namespace detox
