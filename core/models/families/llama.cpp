// SPDX-License-Identifier: GPL-3.0-or-later
// Llama (Touvron et al. 2023) and what differs from it in data only: Mistral (Jiang et al. 2023; sliding window) and
// Qwen2 (Yang et al. 2024; biases of query, key and value). Root-mean-square norms, rotary halves, grouped keys, gated
// feed-forward. huggingface/transformers src/transformers/models/{llama,mistral,qwen2}/modeling_*.py.
#include <cmath>
#include <string>

#include "core/models/families/families.h"
#include "core/models/families/family_parts.h"
#include "core/models/families/rotary_frequencies.h"

namespace detox {
namespace {

/// What a config.json without num_key_value_heads means.
enum class KeyHeads { AsQueries, Eight };

DecoderConfig readSimilar(const ModelFolder& folder, KeyHeads otherwise) {
    const ConfigReader reader(folder.config, folder.path);
    DecoderConfig config = readSizes(reader, folder.config);
    const bool isLeftOut = !folder.config.contains("num_key_value_heads") && otherwise == KeyHeads::Eight;
    config.kvHeads = reader.integerOr("num_key_value_heads", {1, config.heads}, isLeftOut ? 8 : config.heads);
    if (config.heads % config.kvHeads != 0) reader.refuse("num_key_value_heads", "must divide num_attention_heads");
    config.headSize = reader.integerOr("head_dim", {1, 1'024}, config.headSize);
    config.attentionScale = 1.0 / std::sqrt(static_cast<double>(config.headSize));
    config.intermediate = reader.integer("intermediate_size", {1, 1'000'000});
    config.positions = reader.integer("max_position_embeddings", {1, 100'000'000});
    config.position = PositionKind::RotaryHalves;
    setRotary(config, reader, {config.headSize, presentKey(reader, "head_dim", "num_attention_heads")},
              rotaryBase(reader, "rope_theta"));
    scaleRotary(config, reader);
    config.norm = NormKind::Rms;
    config.normEpsilon = reader.positive("rms_norm_eps", 1e-6);
    config.activation = reader.activation("hidden_act");
    config.gated = true;
    const bool attentionBias = reader.flag("attention_bias", false);
    config.biases = {
        .qkv = attentionBias, .attentionOut = attentionBias, .feedForward = reader.flag("mlp_bias", false)};
    config.tiedHead = reader.flag("tie_word_embeddings", false);
    return config;
}

DecoderConfig readLlama(const ModelFolder& folder) {
    return readSimilar(folder, KeyHeads::AsQueries);
}

/// 0 where config.json says null; 4096 where it leaves the window out (configuration_mistral.py and
/// configuration_qwen2.py). A window of w sees a token itself and the w − 1 before, as transformers has it since
/// masking_utils.py.
std::int64_t slidingWindow(const ModelFolder& folder) {
    const std::int64_t otherwise = folder.config.contains("sliding_window") ? 0 : 4096;
    return ConfigReader(folder.config, folder.path).integerOr("sliding_window", {1, 100'000'000}, otherwise);
}

DecoderConfig readMistral(const ModelFolder& folder) {
    DecoderConfig config = readSimilar(folder, KeyHeads::Eight);
    config.windows.assign(config.windows.size(), slidingWindow(folder));
    return config;
}

DecoderConfig readQwen2(const ModelFolder& folder) {
    const ConfigReader reader(folder.config, folder.path);
    DecoderConfig config = readLlama(folder);
    config.biases = {.qkv = true, .attentionOut = false, .feedForward = false};
    if (!reader.flag("use_sliding_window", false)) return config;
    const std::int64_t first = reader.integerOr("max_window_layers", {0, 1'000'000}, 28);
    for (std::int64_t i = first; i < config.layers; ++i) {
        config.windows[static_cast<std::size_t>(i)] = slidingWindow(folder);
    }
    return config;
}

Json writeConfig(const DecoderConfig& config, DataType type) {
    const char* architecture = config.family == "mistral" ? "MistralForCausalLM"
                               : config.family == "qwen2" ? "Qwen2ForCausalLM"
                                                          : "LlamaForCausalLM";
    return exportedConfig(config, architecture, type);
}

void mapLayer(TensorTable& table, const DecoderConfig& config, std::int64_t index) {
    const std::string theirs = "model.layers." + std::to_string(index) + ".";
    const std::string ours = "layer." + std::to_string(index) + ".";
    const std::string attention = theirs + "self_attn.";
    const auto map = [&](const std::string& part, const DecoderBiases& has) {
        if (has.qkv) {
            mapRows(table,
                    {{attention + "q_proj" + part, config.queryWidth()},
                     {attention + "k_proj" + part, config.keyWidth()},
                     {attention + "v_proj" + part, config.keyWidth()}},
                    ours + "qkv" + part);
        }
        if (has.attentionOut) mapWhole(table, attention + "o_proj" + part, ours + "attention_out" + part);
        if (has.feedForward) {
            mapRows(table,
                    {{theirs + "mlp.gate_proj" + part, config.intermediate},
                     {theirs + "mlp.up_proj" + part, config.intermediate}},
                    ours + "up" + part);
            mapWhole(table, theirs + "mlp.down_proj" + part, ours + "down" + part);
        }
    };
    mapWhole(table, theirs + "input_layernorm.weight", ours + "attention_norm.weight");
    mapWhole(table, theirs + "post_attention_layernorm.weight", ours + "feed_forward_norm.weight");
    map(".weight", {.qkv = true, .attentionOut = true, .feedForward = true});
    map(".bias", config.biases);
}

TensorTable makeTable(const DecoderConfig& config) {
    TensorTable table;
    table.basePrefix = "model.";
    table.ignoredPrefixes = {"v_head."};
    table.ignoredSuffixes = {".rotary_emb.inv_freq"};
    mapWhole(table, "model.embed_tokens.weight", "token_embedding");
    for (std::int64_t i = 0; i < config.layers; ++i) mapLayer(table, config, i);
    mapWhole(table, "model.norm.weight", "final_norm.weight");
    mapHead(table, config, "lm_head");
    return table;
}

}  // namespace

const DecoderFamily& llamaFamily() {
    static const DecoderFamily family{"llama", readLlama, writeConfig, makeTable};
    return family;
}

const DecoderFamily& mistralFamily() {
    static const DecoderFamily family{"mistral", readMistral, writeConfig, makeTable};
    return family;
}

const DecoderFamily& qwen2Family() {
    static const DecoderFamily family{"qwen2", readQwen2, writeConfig, makeTable};
    return family;
}

}  // namespace detox
