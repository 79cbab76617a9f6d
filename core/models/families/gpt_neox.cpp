// SPDX-License-Identifier: GPL-3.0-or-later
// GPT-NeoX (Black et al. 2022), Pythia: rotary halves in part of each head, both halves of a layer side by side, query,
// key and value stored head by head. huggingface/transformers src/transformers/models/gpt_neox/modeling_gpt_neox.py.
#include <string>

#include "core/models/families/families.h"
#include "core/models/families/family_parts.h"
#include "core/models/families/rotary_frequencies.h"

namespace detox {
namespace {

DecoderConfig readConfig(const ModelFolder& folder) {
    const ConfigReader reader(folder.config, folder.path);
    DecoderConfig config = readSizes(reader, folder.config);
    config.intermediate = reader.integer("intermediate_size", {1, 1'000'000});
    config.positions = reader.integer("max_position_embeddings", {1, 1'000'000});
    config.position = PositionKind::RotaryHalves;
    const double part = reader.positive("rotary_pct", 0.25);
    if (part > 1) reader.refuse("rotary_pct", "must be a number up to 1");
    const auto turning = static_cast<std::int64_t>(static_cast<double>(config.headSize) * part);
    setRotary(config, reader, {turning, "rotary_pct"},
              rotaryBase(reader, presentKey(reader, "rotary_emb_base", "rope_theta")));
    scaleRotary(config, reader);
    const bool parallel = reader.flag("use_parallel_residual", true);
    config.residual = parallel ? Residual::Parallel : Residual::Sequential;
    config.normEpsilon = reader.positive("layer_norm_eps", 1e-5);
    config.activation = reader.activation("hidden_act");
    const bool bias = reader.flag("attention_bias", true);
    config.biases.qkv = bias;
    config.biases.attentionOut = bias;
    config.tiedHead = reader.flag("tie_word_embeddings", false);
    return config;
}

Json writeConfig(const DecoderConfig& config, DataType type) {
    return exportedConfig(config, "GPTNeoXForCausalLM", type);
}

void mapLayer(TensorTable& table, const DecoderConfig& config, std::int64_t index) {
    const std::string theirs = "gpt_neox.layers." + std::to_string(index) + ".";
    const std::string ours = "layer." + std::to_string(index) + ".";
    const auto mapAttention = [&](const std::string& part) {
        mapHeadByHead(table, theirs + "attention.query_key_value" + part, ours + "qkv" + part, config.heads);
        mapWhole(table, theirs + "attention.dense" + part, ours + "attention_out" + part);
    };
    mapAffine(table, theirs + "input_layernorm", ours + "attention_norm");
    mapAttention(".weight");
    if (config.biases.qkv) mapAttention(".bias");
    mapAffine(table, theirs + "post_attention_layernorm", ours + "feed_forward_norm");
    mapAffine(table, theirs + "mlp.dense_h_to_4h", ours + "up");
    mapAffine(table, theirs + "mlp.dense_4h_to_h", ours + "down");
}

TensorTable makeTable(const DecoderConfig& config) {
    TensorTable table;
    table.basePrefix = "gpt_neox.";
    table.ignoredPrefixes = {"v_head."};
    table.ignoredSuffixes = {".attention.bias", ".attention.masked_bias", ".rotary_emb.inv_freq"};
    mapWhole(table, "gpt_neox.embed_in.weight", "token_embedding");
    for (std::int64_t i = 0; i < config.layers; ++i) mapLayer(table, config, i);
    mapAffine(table, "gpt_neox.final_layer_norm", "final_norm");
    mapHead(table, config, "embed_out");
    return table;
}

}  // namespace

const DecoderFamily& gptNeoxFamily() {
    static const DecoderFamily family{"gpt_neox", readConfig, writeConfig, makeTable};
    return family;
}

}  // namespace detox
