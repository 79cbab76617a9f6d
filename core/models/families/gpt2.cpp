// SPDX-License-Identifier: GPL-3.0-or-later
// GPT-2 (Radford et al. 2019): learned positions, biases everywhere, weights stored as [in, out].
// huggingface/transformers src/transformers/models/gpt2/modeling_gpt2.py.
#include <string>

#include "core/models/families/families.h"
#include "core/models/families/family_parts.h"

namespace detox {
namespace {

DecoderConfig readConfig(const ModelFolder& folder) {
    const ConfigReader reader(folder.config, folder.path);
    DecoderConfig config =
        readSizes(reader, folder.config, {.hidden = "n_embd", .layers = "n_layer", .heads = "n_head"});
    if (reader.flag("add_cross_attention", false)) reader.refuse("add_cross_attention", "must be false");
    config.intermediate = reader.integerOr("n_inner", {1, 1'000'000}, 4 * config.hidden);
    config.positions = reader.integer("n_positions", {1, 1'000'000});
    if (!reader.flag("scale_attn_weights", true)) config.attentionScale = 1;
    config.scaleByInverseLayer = reader.flag("scale_attn_by_inverse_layer_idx", false);
    config.normEpsilon = reader.positive("layer_norm_epsilon", 1e-5);
    config.activation = reader.activation("activation_function");
    config.biases.qkv = true;
    config.tiedHead = reader.flag("tie_word_embeddings", true);
    return config;
}

Json writeConfig(const DecoderConfig& config, DataType type) {
    return exportedConfig(config, "GPT2LMHeadModel", type);
}

void mapConv1d(TensorTable& table, const std::string& theirs, const std::string& ours) {
    mapTransposed(table, theirs + ".weight", ours + ".weight");
    mapWhole(table, theirs + ".bias", ours + ".bias");
}

TensorTable makeTable(const DecoderConfig& config) {
    TensorTable table;
    table.basePrefix = "transformer.";
    table.ignoredPrefixes = {"v_head."};
    table.ignoredSuffixes = {".attn.bias", ".attn.masked_bias"};
    mapWhole(table, "transformer.wte.weight", "token_embedding");
    mapWhole(table, "transformer.wpe.weight", "position_embedding");
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const std::string theirs = "transformer.h." + std::to_string(i) + ".";
        const std::string ours = "layer." + std::to_string(i) + ".";
        mapAffine(table, theirs + "ln_1", ours + "attention_norm");
        mapConv1d(table, theirs + "attn.c_attn", ours + "qkv");
        mapConv1d(table, theirs + "attn.c_proj", ours + "attention_out");
        mapAffine(table, theirs + "ln_2", ours + "feed_forward_norm");
        mapConv1d(table, theirs + "mlp.c_fc", ours + "up");
        mapConv1d(table, theirs + "mlp.c_proj", ours + "down");
    }
    mapAffine(table, "transformer.ln_f", "final_norm");
    mapHead(table, config, "lm_head");
    return table;
}

}  // namespace

const DecoderFamily& gpt2Family() {
    static const DecoderFamily family{"gpt2", readConfig, writeConfig, makeTable};
    return family;
}

}  // namespace detox
