// SPDX-License-Identifier: GPL-3.0-or-later
// BERT (Devlin et al. 2019) for sequence classification: positions from 0, a linear head on the pooled first token.
// huggingface/transformers src/transformers/models/bert/modeling_bert.py.
#include "core/models/families/encoder_parts.h"
#include "core/models/families/families.h"

namespace detox {
namespace {

EncoderConfig readConfig(const ModelFolder& folder) {
    const ConfigReader reader(folder.config, folder.path);
    EncoderConfig config = readEncoderSizes(reader, folder.config);
    config.intermediate = reader.integer("intermediate_size", {1, 1'000'000});
    config.positions = reader.integer("max_position_embeddings", {1, 1'000'000});
    config.positionKind = EncoderPositions::Columns;
    config.tokenTypes = reader.integerOr("type_vocab_size", {1, 1'000}, 2);
    config.pad = reader.integerOr("pad_token_id", {0, config.vocabulary - 1}, 0);
    config.normEpsilon = reader.positive("layer_norm_eps", 1e-12);
    config.dropout = reader.share("hidden_dropout_prob", 0.1);
    config.headDropout = reader.share("classifier_dropout", config.dropout);
    config.headInputDropout = false;
    config.activation = reader.activation("hidden_act");
    return config;
}

Json writeConfig(const EncoderConfig& config, DataType type) {
    return exportedConfig(config, "BertForSequenceClassification", type);
}

TensorTable makeTable(const EncoderConfig& config) {
    TensorTable table;
    table.ignoredPrefixes = {"cls."};
    table.ignoredSuffixes = {".position_ids", ".token_type_ids"};
    mapBertEncoder(table, config, "bert.");
    mapAffine(table, "bert.pooler.dense", "head_dense");
    mapAffine(table, "classifier", "head_out");
    return table;
}

}  // namespace

const EncoderFamily& bertFamily() {
    static const EncoderFamily family{"bert", readConfig, writeConfig, makeTable};
    return family;
}

}  // namespace detox
