// SPDX-License-Identifier: GPL-3.0-or-later
// DistilBERT (Sanh et al. 2019) for sequence classification: BERT without token types, a ReLU in its head.
// huggingface/transformers src/transformers/models/distilbert/modeling_distilbert.py.
#include <string>

#include "core/models/families/encoder_parts.h"
#include "core/models/families/families.h"

namespace detox {
namespace {

EncoderConfig readConfig(const ModelFolder& folder) {
    const ConfigReader reader(folder.config, folder.path);
    EncoderConfig config =
        readEncoderSizes(reader, folder.config, {.hidden = "dim", .layers = "n_layers", .heads = "n_heads"});
    config.intermediate = reader.integer("hidden_dim", {1, 1'000'000});
    config.positions = reader.integer("max_position_embeddings", {1, 1'000'000});
    config.positionKind = EncoderPositions::Columns;
    config.tokenTypes = 0;
    config.pad = reader.integerOr("pad_token_id", {0, config.vocabulary - 1}, 0);
    config.normEpsilon = 1e-12;
    config.dropout = reader.share("dropout", 0.1);
    config.headDropout = reader.share("seq_classif_dropout", 0.2);
    config.headInputDropout = false;
    config.activation = reader.activation("activation");
    config.headActivation = HeadActivation::Relu;
    return config;
}

Json writeConfig(const EncoderConfig& config, DataType type) {
    return exportedConfig(config, "DistilBertForSequenceClassification", type);
}

void mapLayer(TensorTable& table, const EncoderConfig& config, std::int64_t index) {
    const std::string theirs = "distilbert.transformer.layer." + std::to_string(index) + ".";
    const std::string ours = "layer." + std::to_string(index) + ".";
    const std::string attention = theirs + "attention.";
    for (const std::string part : {".weight", ".bias"}) {
        mapRows(table,
                {{attention + "q_lin" + part, config.hidden},
                 {attention + "k_lin" + part, config.hidden},
                 {attention + "v_lin" + part, config.hidden}},
                ours + "qkv" + part);
    }
    mapAffine(table, attention + "out_lin", ours + "attention_out");
    mapAffine(table, theirs + "sa_layer_norm", ours + "attention_norm");
    mapAffine(table, theirs + "ffn.lin1", ours + "up");
    mapAffine(table, theirs + "ffn.lin2", ours + "down");
    mapAffine(table, theirs + "output_layer_norm", ours + "output_norm");
}

TensorTable makeTable(const EncoderConfig& config) {
    TensorTable table;
    acceptTensorFlowNorms(table);
    table.ignoredPrefixes = {"vocab_transform.", "vocab_layer_norm.", "vocab_projector."};
    table.ignoredSuffixes = {".position_ids"};
    const std::string embeddings = "distilbert.embeddings.";
    mapWhole(table, embeddings + "word_embeddings.weight", "token_embedding");
    mapWhole(table, embeddings + "position_embeddings.weight", "position_embedding");
    mapAffine(table, embeddings + "LayerNorm", "embedding_norm");
    for (std::int64_t i = 0; i < config.layers; ++i) mapLayer(table, config, i);
    mapAffine(table, "pre_classifier", "head_dense");
    mapAffine(table, "classifier", "head_out");
    return table;
}

}  // namespace

const EncoderFamily& distilbertFamily() {
    static const EncoderFamily family{"distilbert", readConfig, writeConfig, makeTable};
    return family;
}

}  // namespace detox
