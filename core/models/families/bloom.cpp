// SPDX-License-Identifier: GPL-3.0-or-later
// BLOOM (Le Scao et al. 2022): ALiBi instead of positions, normalised embeddings, query, key and value stored head by
// head. huggingface/transformers src/transformers/models/bloom/modeling_bloom.py.
#include <string>

#include "core/models/families/families.h"
#include "core/models/families/family_parts.h"

namespace detox {
namespace {

DecoderConfig readConfig(const ModelFolder& folder) {
    const ConfigReader reader(folder.config, folder.path);
    DecoderConfig config = readSizes(reader, folder.config,
                                     {.hidden = presentKey(reader, "n_embed", "hidden_size"),
                                      .layers = presentKey(reader, "n_layer", "num_hidden_layers"),
                                      .heads = presentKey(reader, "n_head", "num_attention_heads")});
    config.intermediate = 4 * config.hidden;
    config.positions = reader.integerOr("seq_length", {1, 1'000'000}, 2'048);
    config.position = PositionKind::Alibi;
    const bool fromNorm = reader.flag("apply_residual_connection_post_layernorm", false);
    config.residual = fromNorm ? Residual::SequentialFromNorm : Residual::Sequential;
    config.embeddingNorm = true;
    config.normEpsilon = reader.positive("layer_norm_epsilon", 1e-5);
    config.activation = Activation::GeluTanh;
    config.biases.qkv = true;
    config.tiedHead = reader.flag("tie_word_embeddings", true);
    return config;
}

Json writeConfig(const DecoderConfig& config, DataType type) {
    return exportedConfig(config, "BloomForCausalLM", type);
}

TensorTable makeTable(const DecoderConfig& config) {
    TensorTable table;
    table.basePrefix = "transformer.";
    table.ignoredPrefixes = {"v_head."};
    mapWhole(table, "transformer.word_embeddings.weight", "token_embedding");
    mapAffine(table, "transformer.word_embeddings_layernorm", "embedding_norm");
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const std::string theirs = "transformer.h." + std::to_string(i) + ".";
        const std::string ours = "layer." + std::to_string(i) + ".";
        mapAffine(table, theirs + "input_layernorm", ours + "attention_norm");
        for (const std::string part : {".weight", ".bias"}) {
            mapHeadByHead(table, theirs + "self_attention.query_key_value" + part, ours + "qkv" + part, config.heads);
        }
        mapAffine(table, theirs + "self_attention.dense", ours + "attention_out");
        mapAffine(table, theirs + "post_attention_layernorm", ours + "feed_forward_norm");
        mapAffine(table, theirs + "mlp.dense_h_to_4h", ours + "up");
        mapAffine(table, theirs + "mlp.dense_4h_to_h", ours + "down");
    }
    mapAffine(table, "transformer.ln_f", "final_norm");
    mapHead(table, config, "lm_head");
    return table;
}

}  // namespace

const DecoderFamily& bloomFamily() {
    static const DecoderFamily family{"bloom", readConfig, writeConfig, makeTable};
    return family;
}

}  // namespace detox
