// SPDX-License-Identifier: GPL-3.0-or-later
// RoBERTa (Liu et al. 2019) for sequence classification: post-norm encoder, positions from pad + 1, dense + tanh head
// on the first token. huggingface/transformers src/transformers/models/roberta/modeling_roberta.py.
#include <string>

#include "core/models/families/encoder_parts.h"
#include "core/models/families/families.h"

namespace detox {
namespace {

EncoderConfig readConfig(const ModelFolder& folder) {
    const ConfigReader reader(folder.config, folder.path);
    EncoderConfig config = readEncoderSizes(reader, folder.config);
    config.intermediate = reader.integer("intermediate_size", {1, 1'000'000});
    config.positions = reader.integer("max_position_embeddings", {3, 1'000'000});
    config.tokenTypes = reader.integerOr("type_vocab_size", {1, 1'000}, 2);
    config.pad = reader.integerOr("pad_token_id", {0, config.vocabulary - 1}, 1);
    if (config.maxTokens() < 1) reader.refuse("max_position_embeddings", "leaves no room after pad_token_id");
    config.normEpsilon = reader.positive("layer_norm_eps", 1e-12);
    config.dropout = reader.share("hidden_dropout_prob", 0.1);
    config.headDropout = reader.share("classifier_dropout", config.dropout);
    config.activation = reader.activation("hidden_act");
    return config;
}

Json writeConfig(const EncoderConfig& config, DataType type) {
    return exportedConfig(config, "RobertaForSequenceClassification", type);
}

TensorTable makeTable(const EncoderConfig& config) {
    TensorTable table;
    table.ignoredPrefixes = {"roberta.pooler.", "lm_head."};
    table.ignoredSuffixes = {".position_ids", ".token_type_ids"};
    mapBertEncoder(table, config, "roberta.");
    mapAffine(table, "classifier.dense", "head_dense");
    mapAffine(table, "classifier.out_proj", "head_out");
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
                 {"classifier_dropout", nullptr},
                 {"initializer_range", 0.02},
                 {"layer_norm_eps", 1e-5},
                 {"position_embedding_type", "absolute"},
                 {"use_cache", true},
                 {"problem_type", "single_label_classification"},
                 {"id2label", Json::object()}};
    for (std::size_t i = 0; i < shape.labels.size(); ++i) json["id2label"][std::to_string(i)] = shape.labels[i];
    return readConfig({"the new classifier", std::move(json)});
}

}  // namespace detox
