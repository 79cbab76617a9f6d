// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tiny_families.h"

#include <stdexcept>

#include <ATen/ops/arange.h>
#include <c10/core/GradMode.h>

#include "core/models/families/families.h"

namespace detox {
namespace {

Json changed(Json config, const Json& changes) {
    config.update(changes);
    return config;
}

Json gpt2() {
    return {{"model_type", "gpt2"}, {"vocab_size", 61},  {"n_embd", 36},  {"n_layer", 3},
            {"n_head", 3},          {"n_positions", 40}, {"n_inner", 50}, {"activation_function", "gelu_new"}};
}

Json llama() {
    return {{"model_type", "llama"},    {"vocab_size", 61},
            {"hidden_size", 48},        {"num_hidden_layers", 3},
            {"num_attention_heads", 6}, {"num_key_value_heads", 2},
            {"intermediate_size", 52},  {"max_position_embeddings", 40},
            {"hidden_act", "silu"},     {"rms_norm_eps", 1e-5},
            {"rope_theta", 1000.0}};
}

Json gptj() {
    return {{"model_type", "gptj"}, {"vocab_size", 61},  {"n_embd", 32},    {"n_layer", 2},
            {"n_head", 2},          {"n_positions", 40}, {"rotary_dim", 6}, {"activation_function", "gelu_new"}};
}

Json opt() {
    return {{"model_type", "opt"},
            {"vocab_size", 61},
            {"hidden_size", 32},
            {"num_hidden_layers", 2},
            {"num_attention_heads", 4},
            {"ffn_dim", 44},
            {"max_position_embeddings", 40},
            {"activation_function", "relu"}};
}

Json bloom() {
    return {{"model_type", "bloom"}, {"vocab_size", 61}, {"hidden_size", 40},
            {"n_layer", 2},          {"n_head", 5},      {"seq_length", 40}};
}

Json neox() {
    return {{"model_type", "gpt_neox"},
            {"vocab_size", 61},
            {"hidden_size", 32},
            {"num_hidden_layers", 3},
            {"num_attention_heads", 2},
            {"intermediate_size", 44},
            {"max_position_embeddings", 40},
            {"hidden_act", "gelu"},
            {"layer_norm_eps", 1e-5},
            {"rotary_pct", 0.25},
            {"rotary_emb_base", 500},
            {"use_parallel_residual", true}};
}

Json bert() {
    return {{"model_type", "bert"},
            {"vocab_size", 61},
            {"hidden_size", 24},
            {"num_hidden_layers", 2},
            {"num_attention_heads", 3},
            {"intermediate_size", 40},
            {"max_position_embeddings", 40},
            {"hidden_act", "gelu"},
            {"problem_type", "multi_label_classification"},
            {"id2label", {{"0", "toxic"}, {"1", "insult"}, {"2", "threat"}}}};
}

Json distilbert() {
    return {{"model_type", "distilbert"},
            {"vocab_size", 61},
            {"dim", 24},
            {"n_layers", 2},
            {"n_heads", 3},
            {"hidden_dim", 40},
            {"activation", "gelu"},
            {"num_labels", 2},
            {"max_position_embeddings", 40}};
}

/// Larger weights than a fresh model's, and norms and biases that are not 1 and 0.
void disturb(const ParameterSet& parameters) {
    const c10::NoGradGuard noGradients;
    double phase = 0;
    for (const auto& [name, tensor] : parameters.all()) {
        if (tensor.dim() == 2) {
            tensor.mul_(8);
        } else {
            tensor.add_(at::arange(tensor.numel(), at::kFloat).mul(0.7).add(phase += 1).sin().mul(0.3));
        }
    }
}

}  // namespace

std::vector<TinyFamily> tinyDecoders() {
    const Json llama3 = {{"rope_type", "llama3"},
                         {"factor", 8.0},
                         {"low_freq_factor", 1.0},
                         {"high_freq_factor", 4.0},
                         {"original_max_position_embeddings", 32}};
    return {
        {"gpt2", gpt2()},
        {"gpt2_by_layer", changed(gpt2(), {{"scale_attn_by_inverse_layer_idx", true}, {"n_inner", nullptr}})},
        {"llama", llama()},
        {"llama_tied_biased", changed(llama(), {{"tie_word_embeddings", true}, {"attention_bias", true}})},
        {"llama_linear", changed(llama(), {{"rope_scaling", {{"type", "linear"}, {"factor", 2.0}}}})},
        {"llama_dynamic", changed(llama(), {{"rope_scaling", {{"type", "dynamic"}, {"factor", 2.0}}}})},
        {"llama3", changed(llama(), {{"rope_scaling", llama3}})},
        {"mistral", changed(llama(), {{"model_type", "mistral"}, {"sliding_window", 4}})},
        {"qwen2", changed(llama(), {{"model_type", "qwen2"}, {"sliding_window", 4}})},
        {"qwen2_sliding",
         changed(
             llama(),
             {{"model_type", "qwen2"}, {"sliding_window", 4}, {"use_sliding_window", true}, {"max_window_layers", 1}})},
        {"gptj", gptj()},
        {"opt", opt()},
        {"opt_projected", changed(opt(), {{"do_layer_norm_before", false}, {"word_embed_proj_dim", 20}})},
        {"opt_unbiased", changed(opt(), {{"enable_bias", false}})},
        {"bloom", bloom()},
        {"bloom_from_norm", changed(bloom(), {{"n_head", 4}, {"apply_residual_connection_post_layernorm", true}})},
        {"gpt_neox", neox()},
        {"gpt_neox_sequential", changed(neox(), {{"use_parallel_residual", false}, {"rotary_pct", 1.0}})},
    };
}

std::vector<TinyFamily> tinyEncoders() {
    return {{"bert", bert()}, {"distilbert", distilbert()}};
}

TinyFamily tinyFamily(const std::string& name) {
    for (const auto& families : {tinyDecoders(), tinyEncoders()}) {
        for (const TinyFamily& family : families) {
            if (family.name == name) return family;
        }
    }
    throw std::runtime_error("There is no tiny family " + name);
}

CausalLm makeTinyDecoder(const Json& config) {
    CausalLm model(readDecoderConfig({"the tiny model", config}), 7);
    disturb(model.parameters());
    return model;
}

SequenceClassifier makeTinyEncoder(const Json& config) {
    SequenceClassifier model(readEncoderConfig({"the tiny classifier", config}), 7);
    disturb(model.parameters());
    return model;
}

}  // namespace detox
