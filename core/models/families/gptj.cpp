// SPDX-License-Identifier: GPL-3.0-or-later
// GPT-J (Wang and Komatsuzaki 2021): rotary pairs in part of each head, both halves of a layer from one norm, a head of
// its own with a bias. huggingface/transformers src/transformers/models/gptj/modeling_gptj.py.
#include <string>

#include "core/models/families/families.h"
#include "core/models/families/family_parts.h"
#include "core/models/families/rotary_frequencies.h"

namespace detox {
namespace {

DecoderConfig readConfig(const ModelFolder& folder) {
    const ConfigReader reader(folder.config, folder.path);
    DecoderConfig config =
        readSizes(reader, folder.config, {.hidden = "n_embd", .layers = "n_layer", .heads = "n_head"});
    config.intermediate = reader.integerOr("n_inner", {1, 1'000'000}, 4 * config.hidden);
    config.positions = reader.integer("n_positions", {1, 1'000'000});
    config.position = PositionKind::RotaryPairs;
    setRotary(config, reader, {reader.integer("rotary_dim", {2, config.headSize}), "rotary_dim"});
    config.residual = Residual::ParallelOneNorm;
    config.normEpsilon = reader.positive("layer_norm_epsilon", 1e-5);
    config.activation = reader.activation("activation_function");
    config.biases = {.qkv = false, .attentionOut = false, .feedForward = true, .head = true};
    config.tiedHead = reader.flag("tie_word_embeddings", false);
    return config;
}

Json writeConfig(const DecoderConfig& config, DataType type) {
    return exportedConfig(config, "GPTJForCausalLM", type);
}

TensorTable makeTable(const DecoderConfig& config) {
    TensorTable table;
    table.basePrefix = "transformer.";
    table.ignoredPrefixes = {"v_head."};
    table.ignoredSuffixes = {".attn.bias", ".attn.masked_bias", ".attn.embed_positions"};
    mapWhole(table, "transformer.wte.weight", "token_embedding");
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const std::string theirs = "transformer.h." + std::to_string(i) + ".";
        const std::string ours = "layer." + std::to_string(i) + ".";
        mapAffine(table, theirs + "ln_1", ours + "attention_norm");
        mapRows(table,
                {{theirs + "attn.q_proj.weight", config.hidden},
                 {theirs + "attn.k_proj.weight", config.hidden},
                 {theirs + "attn.v_proj.weight", config.hidden}},
                ours + "qkv.weight");
        mapWhole(table, theirs + "attn.out_proj.weight", ours + "attention_out.weight");
        mapAffine(table, theirs + "mlp.fc_in", ours + "up");
        mapAffine(table, theirs + "mlp.fc_out", ours + "down");
    }
    mapAffine(table, "transformer.ln_f", "final_norm");
    mapHead(table, config, "lm_head");
    return table;
}

}  // namespace

const DecoderFamily& gptjFamily() {
    static const DecoderFamily family{"gptj", readConfig, writeConfig, makeTable};
    return family;
}

}  // namespace detox
