// SPDX-License-Identifier: GPL-3.0-or-later
// OPT (Zhang et al. 2022): learned positions counted over the mask, from row 2 on; norms before the halves of a layer,
// or after them without a final one (350m), where narrower embeddings are projected.
// huggingface/transformers src/transformers/models/opt/modeling_opt.py.
#include <string>

#include "core/models/families/families.h"
#include "core/models/families/family_parts.h"

namespace detox {
namespace {

DecoderConfig readConfig(const ModelFolder& folder) {
    const ConfigReader reader(folder.config, folder.path);
    DecoderConfig config = readSizes(reader, folder.config);
    if (!reader.flag("layer_norm_elementwise_affine", true)) {
        reader.refuse("layer_norm_elementwise_affine", "must be true");
    }
    config.embedding = reader.integerOr("word_embed_proj_dim", {1, 65'536}, config.hidden);
    config.intermediate = reader.integer("ffn_dim", {1, 1'000'000});
    config.positions = reader.integer("max_position_embeddings", {1, 1'000'000});
    config.positionOffset = 2;
    config.positionsFromMask = true;
    const bool before = reader.flag("do_layer_norm_before", true);
    config.normPlace = before ? NormPlace::Before : NormPlace::After;
    config.finalNorm = before && !reader.flag("_remove_final_layer_norm", false);
    config.activation = reader.activation("activation_function");
    const bool bias = reader.flag("enable_bias", true);
    config.biases = {.qkv = bias, .attentionOut = bias, .feedForward = bias};
    config.tiedHead = reader.flag("tie_word_embeddings", true);
    return config;
}

Json writeConfig(const DecoderConfig& config, DataType type) {
    return exportedConfig(config, "OPTForCausalLM", type);
}

void mapLayer(TensorTable& table, const DecoderConfig& config, std::int64_t index) {
    const std::string theirs = "model.decoder.layers." + std::to_string(index) + ".";
    const std::string ours = "layer." + std::to_string(index) + ".";
    const std::string attention = theirs + "self_attn.";
    const auto map = [&](const std::string& part) {
        mapRows(table,
                {{attention + "q_proj" + part, config.hidden},
                 {attention + "k_proj" + part, config.hidden},
                 {attention + "v_proj" + part, config.hidden}},
                ours + "qkv" + part);
        mapWhole(table, attention + "out_proj" + part, ours + "attention_out" + part);
        mapWhole(table, theirs + "fc1" + part, ours + "up" + part);
        mapWhole(table, theirs + "fc2" + part, ours + "down" + part);
    };
    mapAffine(table, theirs + "self_attn_layer_norm", ours + "attention_norm");
    mapAffine(table, theirs + "final_layer_norm", ours + "feed_forward_norm");
    map(".weight");
    if (config.biases.qkv) map(".bias");
}

TensorTable makeTable(const DecoderConfig& config) {
    TensorTable table;
    table.basePrefix = "model.";
    table.ignoredPrefixes = {"v_head."};
    table.ignoredSuffixes = {"decoder.version"};
    mapWhole(table, "model.decoder.embed_tokens.weight", "token_embedding");
    mapWhole(table, "model.decoder.embed_positions.weight", "position_embedding");
    for (std::int64_t i = 0; i < config.layers; ++i) mapLayer(table, config, i);
    if (config.finalNorm) mapAffine(table, "model.decoder.final_layer_norm", "final_norm");
    if (config.isProjected()) {
        mapWhole(table, "model.decoder.project_in.weight", "project_in.weight");
        mapWhole(table, "model.decoder.project_out.weight", "project_out.weight");
    }
    mapHead(table, config, "lm_head");
    return table;
}

}  // namespace

const DecoderFamily& optFamily() {
    static const DecoderFamily family{"opt", readConfig, writeConfig, makeTable};
    return family;
}

}  // namespace detox
