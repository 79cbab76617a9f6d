// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/families/encoder_parts.h"

namespace detox {
namespace {

/// id2label in the order of its ids; LABEL_i where config.json only counts them.
std::vector<std::string> readLabels(const ConfigReader& reader) {
    std::vector<std::string> labels;
    const Json* names = reader.find("id2label");
    if (names == nullptr) {
        const std::int64_t count = reader.integerOr("num_labels", {1, 10'000}, 2);
        for (std::int64_t i = 0; i < count; ++i) labels.push_back("LABEL_" + std::to_string(i));
        return labels;
    }
    if (!names->is_object() || names->empty()) reader.refuse("id2label", "must map ids to label names");
    for (std::size_t i = 0; i < names->size(); ++i) {
        const auto name = names->find(std::to_string(i));
        if (name == names->end() || !name->is_string()) reader.refuse("id2label", "must name every id from 0 on");
        labels.push_back(name->get<std::string>());
    }
    return labels;
}

void refuseOtherPositions(const ConfigReader& reader) {
    const Json* kind = reader.find("position_embedding_type");
    if (kind != nullptr && *kind != "absolute") reader.refuse("position_embedding_type", "must be absolute");
}

}  // namespace

EncoderConfig readEncoderSizes(const ConfigReader& reader, const Json& source, const SizeKeys& keys) {
    EncoderConfig config;
    config.source = source;
    config.family = source.at("model_type").get<std::string>();
    refuseOtherPositions(reader);
    config.vocabulary = reader.integer("vocab_size", {1, 4'000'000});
    config.hidden = reader.integer(keys.hidden, {1, 65'536});
    config.layers = reader.integer(keys.layers, {1, 1'000});
    config.heads = reader.integer(keys.heads, {1, 1'024});
    if (config.hidden % config.heads != 0) reader.refuse(keys.heads, "must divide " + std::string(keys.hidden));
    config.labels = readLabels(reader);
    const Json* problem = reader.find("problem_type");
    config.multiLabel = problem != nullptr && *problem == "multi_label_classification";
    return config;
}

Json exportedConfig(const EncoderConfig& config, const char* architecture, DataType type) {
    Json json = config.source;
    json["architectures"] = {architecture};
    json["model_type"] = config.family;
    json["torch_dtype"] = torchType(type);
    json["id2label"] = Json::object();
    json["label2id"] = Json::object();
    for (std::size_t i = 0; i < config.labels.size(); ++i) {
        json["id2label"][std::to_string(i)] = config.labels[i];
        json["label2id"][config.labels[i]] = i;
    }
    return json;
}

void acceptTensorFlowNorms(TensorTable& table) {
    for (const std::string norm : {"LayerNorm", "layer_norm"}) {
        table.otherEndings.push_back({norm + ".weight", norm + ".gamma"});
        table.otherEndings.push_back({norm + ".bias", norm + ".beta"});
    }
}

void mapBertEncoder(TensorTable& table, const EncoderConfig& config, const std::string& prefix) {
    acceptTensorFlowNorms(table);
    const std::string embeddings = prefix + "embeddings.";
    mapWhole(table, embeddings + "word_embeddings.weight", "token_embedding");
    mapWhole(table, embeddings + "position_embeddings.weight", "position_embedding");
    mapWhole(table, embeddings + "token_type_embeddings.weight", "type_embedding");
    mapAffine(table, embeddings + "LayerNorm", "embedding_norm");
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const std::string theirs = prefix + "encoder.layer." + std::to_string(i) + ".";
        const std::string ours = "layer." + std::to_string(i) + ".";
        const std::string attention = theirs + "attention.self.";
        for (const std::string part : {".weight", ".bias"}) {
            mapRows(table,
                    {{attention + "query" + part, config.hidden},
                     {attention + "key" + part, config.hidden},
                     {attention + "value" + part, config.hidden}},
                    ours + "qkv" + part);
        }
        mapAffine(table, theirs + "attention.output.dense", ours + "attention_out");
        mapAffine(table, theirs + "attention.output.LayerNorm", ours + "attention_norm");
        mapAffine(table, theirs + "intermediate.dense", ours + "up");
        mapAffine(table, theirs + "output.dense", ours + "down");
        mapAffine(table, theirs + "output.LayerNorm", ours + "output_norm");
    }
}

}  // namespace detox
