// SPDX-License-Identifier: GPL-3.0-or-later
// RoBERTa (Liu et al. 2019) for sequence classification: post-norm encoder, positions from pad + 1, dense + tanh head
// on the first token. huggingface/transformers src/transformers/models/roberta/modeling_roberta.py.
#include <string>

#include "core/models/config_reader.h"
#include "core/models/families/families.h"

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

EncoderConfig readConfig(const ModelFolder& folder) {
    const ConfigReader reader(folder.config, folder.path);
    EncoderConfig config;
    config.source = folder.config;
    refuseOtherPositions(reader);
    config.vocabulary = reader.integer("vocab_size", {1, 4'000'000});
    config.hidden = reader.integer("hidden_size", {1, 65'536});
    config.layers = reader.integer("num_hidden_layers", {1, 1'000});
    config.heads = reader.integer("num_attention_heads", {1, 1'024});
    if (config.hidden % config.heads != 0) reader.refuse("num_attention_heads", "must divide hidden_size");
    config.intermediate = reader.integer("intermediate_size", {1, 1'000'000});
    config.positions = reader.integer("max_position_embeddings", {3, 1'000'000});
    config.tokenTypes = reader.integerOr("type_vocab_size", {1, 1'000}, 2);
    config.pad = reader.integerOr("pad_token_id", {0, config.vocabulary - 1}, 1);
    if (config.maxTokens() < 1) reader.refuse("max_position_embeddings", "leaves no room after pad_token_id");
    config.normEpsilon = reader.positive("layer_norm_eps", 1e-12);
    config.dropout = reader.share("hidden_dropout_prob", 0.1);
    config.headDropout = reader.share("classifier_dropout", config.dropout);
    config.activation = reader.activation("hidden_act");
    config.labels = readLabels(reader);
    const Json* problem = reader.find("problem_type");
    config.multiLabel = problem != nullptr && *problem == "multi_label_classification";
    return config;
}

Json writeConfig(const EncoderConfig& config, DataType type) {
    Json json = config.source;
    json["architectures"] = {"RobertaForSequenceClassification"};
    json["model_type"] = "roberta";
    json["torch_dtype"] = type == DataType::BF16 ? "bfloat16" : "float32";
    json["id2label"] = Json::object();
    json["label2id"] = Json::object();
    for (std::size_t i = 0; i < config.labels.size(); ++i) {
        json["id2label"][std::to_string(i)] = config.labels[i];
        json["label2id"][config.labels[i]] = i;
    }
    return json;
}

void mapLayer(TensorTable& table, const EncoderConfig& config, std::int64_t index) {
    const std::string theirs = "roberta.encoder.layer." + std::to_string(index) + ".";
    const std::string ours = "layer." + std::to_string(index) + ".";
    const std::string attention = theirs + "attention.self.";
    for (const std::string part : {".weight", ".bias"}) {
        mapRows(table,
                {{attention + "query" + part, config.hidden},
                 {attention + "key" + part, config.hidden},
                 {attention + "value" + part, config.hidden}},
                ours + "qkv" + part);
        mapWhole(table, theirs + "attention.output.dense" + part, ours + "attention_out" + part);
        mapWhole(table, theirs + "attention.output.LayerNorm" + part, ours + "attention_norm" + part);
        mapWhole(table, theirs + "intermediate.dense" + part, ours + "up" + part);
        mapWhole(table, theirs + "output.dense" + part, ours + "down" + part);
        mapWhole(table, theirs + "output.LayerNorm" + part, ours + "output_norm" + part);
    }
}

TensorTable makeTable(const EncoderConfig& config) {
    TensorTable table;
    table.ignoredPrefixes = {"roberta.pooler.", "lm_head."};
    table.ignoredSuffixes = {".position_ids", ".token_type_ids"};
    const std::string embeddings = "roberta.embeddings.";
    mapWhole(table, embeddings + "word_embeddings.weight", "token_embedding");
    mapWhole(table, embeddings + "position_embeddings.weight", "position_embedding");
    mapWhole(table, embeddings + "token_type_embeddings.weight", "type_embedding");
    for (const std::string part : {".weight", ".bias"}) {
        mapWhole(table, embeddings + "LayerNorm" + part, "embedding_norm" + part);
        mapWhole(table, "classifier.dense" + part, "head_dense" + part);
        mapWhole(table, "classifier.out_proj" + part, "head_out" + part);
    }
    for (std::int64_t i = 0; i < config.layers; ++i) mapLayer(table, config, i);
    return table;
}

}  // namespace

const EncoderFamily& robertaFamily() {
    static const EncoderFamily family{"roberta", readConfig, writeConfig, makeTable};
    return family;
}

EncoderConfig robertaConfig(const RobertaShape& shape) {
    Json json = {{"model_type", "roberta"},
                 {"vocab_size", shape.vocabulary},
                 {"hidden_size", shape.hidden},
                 {"num_hidden_layers", shape.layers},
                 {"num_attention_heads", shape.heads},
                 {"intermediate_size", 4 * shape.hidden},
                 {"max_position_embeddings", shape.maxTokens + shape.pad + 1},
                 {"type_vocab_size", 1},
                 {"bos_token_id", shape.bos},
                 {"eos_token_id", shape.eos},
                 {"pad_token_id", shape.pad},
                 {"hidden_act", "gelu"},
                 {"hidden_dropout_prob", shape.dropout},
                 {"attention_probs_dropout_prob", shape.dropout},
                 {"initializer_range", 0.02},
                 {"layer_norm_eps", 1e-5},
                 {"position_embedding_type", "absolute"},
                 {"problem_type", "single_label_classification"},
                 {"id2label", Json::object()}};
    for (std::size_t i = 0; i < shape.labels.size(); ++i) json["id2label"][std::to_string(i)] = shape.labels[i];
    return readConfig({"the new classifier", std::move(json)});
}

}  // namespace detox
