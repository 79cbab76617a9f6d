// SPDX-License-Identifier: GPL-3.0-or-later
// GPT-Neo (Black et al. 2021): learned positions, alternating global and local attention without a scale, biases
// everywhere but in query, key and value. huggingface/transformers src/transformers/models/gpt_neo/modeling_gpt_neo.py.
#include <optional>
#include <string>

#include "core/models/families/families.h"
#include "core/models/families/family_parts.h"

namespace detox {
namespace {

constexpr std::int64_t kMaxRepeats = 10'000;

/// "attention_types": [[["global", "local"], 12]], or the expanded "attention_layers".
std::vector<std::string> layerKinds(const ConfigReader& reader, std::int64_t layers) {
    const Json* types = reader.find("attention_types");
    const Json* expanded = reader.find("attention_layers");
    std::vector<std::string> kinds;
    try {
        if (types == nullptr) return expanded == nullptr ? kinds : expanded->get<std::vector<std::string>>();
        for (const Json& group : *types) {
            const auto pattern = group.at(0).get<std::vector<std::string>>();
            const std::int64_t repeats = group.at(1).is_number_integer() ? group.at(1).get<std::int64_t>() : 0;
            if (pattern.empty() || repeats < 1 || repeats > kMaxRepeats) break;
            for (std::int64_t i = 0; i < repeats && std::ssize(kinds) <= layers; ++i) {
                kinds.insert(kinds.end(), pattern.begin(), pattern.end());
            }
        }
    } catch (const Json::exception&) {
        reader.refuse("attention_types", "must list groups such as [[\"global\", \"local\"], 6]");
    }
    return kinds;
}

std::vector<std::int64_t> layerWindows(const ConfigReader& reader, std::int64_t layers) {
    const std::vector<std::string> kinds = layerKinds(reader, layers);
    if (std::ssize(kinds) != layers) {
        reader.refuse("attention_types", "must describe " + std::to_string(layers) + " layers (num_layers)");
    }
    const std::int64_t window = reader.integerOr("window_size", {1, 1'000'000}, 256);
    std::vector<std::int64_t> windows;
    for (const std::string& kind : kinds) {
        if (kind != "global" && kind != "local") reader.refuse("attention_types", "may name only global and local");
        windows.push_back(kind == "local" ? window : 0);
    }
    return windows;
}

DecoderConfig readConfig(const ModelFolder& folder) {
    const ConfigReader reader(folder.config, folder.path);
    DecoderConfig config = readSizes(reader, folder.config, {.layers = "num_layers", .heads = "num_heads"});
    config.intermediate = reader.integerOr("intermediate_size", {1, 1'000'000}, 4 * config.hidden);
    config.positions = reader.integer("max_position_embeddings", {1, 1'000'000});
    config.windows = layerWindows(reader, config.layers);
    config.attentionScale = 1;
    config.normEpsilon = reader.positive("layer_norm_epsilon", 1e-5);
    config.activation = reader.activation("activation_function");
    config.tiedHead = reader.flag("tie_word_embeddings", true);
    return config;
}

Json writeConfig(const DecoderConfig& config, DataType type) {
    return exportedConfig(config, "GPTNeoForCausalLM", type);
}

void mapLayer(TensorTable& table, const DecoderConfig& config, std::int64_t index) {
    const std::string theirs = "transformer.h." + std::to_string(index) + ".";
    const std::string ours = "layer." + std::to_string(index) + ".";
    const std::string attention = theirs + "attn.attention.";
    mapAffine(table, theirs + "ln_1", ours + "attention_norm");
    mapAffine(table, attention + "out_proj", ours + "attention_out");
    mapAffine(table, theirs + "ln_2", ours + "feed_forward_norm");
    mapAffine(table, theirs + "mlp.c_fc", ours + "up");
    mapAffine(table, theirs + "mlp.c_proj", ours + "down");
    mapRows(table,
            {{attention + "q_proj.weight", config.hidden},
             {attention + "k_proj.weight", config.hidden},
             {attention + "v_proj.weight", config.hidden}},
            ours + "qkv.weight");
}

TensorTable makeTable(const DecoderConfig& config) {
    TensorTable table;
    table.basePrefix = "transformer.";
    table.ignoredPrefixes = {"v_head."};
    table.ignoredSuffixes = {".attn.attention.bias", ".attn.attention.masked_bias"};
    mapWhole(table, "transformer.wte.weight", "token_embedding");
    mapWhole(table, "transformer.wpe.weight", "position_embedding");
    for (std::int64_t i = 0; i < config.layers; ++i) mapLayer(table, config, i);
    mapAffine(table, "transformer.ln_f", "final_norm");
    mapHead(table, config, "lm_head");
    return table;
}

/// Null, rather than left out, which transformers takes for the id of another vocabulary.
Json idOrNull(const std::optional<std::int64_t>& id) {
    return id ? Json(*id) : Json();
}

}  // namespace

const DecoderFamily& gptNeoFamily() {
    static const DecoderFamily family{"gpt_neo", readConfig, writeConfig, makeTable};
    return family;
}

DecoderConfig gptNeoConfig(const GptNeoShape& shape) {
    Json groups = Json::array();
    if (shape.layers >= 2) groups.push_back(Json::array({Json::array({"global", "local"}), shape.layers / 2}));
    if (shape.layers % 2 == 1) groups.push_back(Json::array({Json::array({"global"}), 1}));
    Json json = {{"model_type", "gpt_neo"},
                 {"vocab_size", shape.vocabulary},
                 {"hidden_size", shape.hidden},
                 {"num_layers", shape.layers},
                 {"num_heads", shape.heads},
                 {"intermediate_size", nullptr},
                 {"max_position_embeddings", shape.positions},
                 {"window_size", shape.window},
                 {"attention_types", groups},
                 {"activation_function", "gelu_new"},
                 {"layer_norm_epsilon", 1e-5},
                 {"initializer_range", 0.02},
                 {"attention_dropout", 0.0},
                 {"embed_dropout", 0.0},
                 {"resid_dropout", 0.0},
                 {"classifier_dropout", 0.1},
                 {"use_cache", true},
                 {"bos_token_id", idOrNull(shape.bos)},
                 {"eos_token_id", idOrNull(shape.eos)}};
    return readConfig({"the new model", std::move(json)});
}

}  // namespace detox
