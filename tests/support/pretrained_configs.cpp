// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pretrained_layout.h"

namespace detox {
namespace {

Json with(Json defaults, const Json& more) {
    defaults.update(more);
    return defaults;
}

Json namedAs(const Json& keys) {
    Json defaults = Json::object();
    for (const Json& key : keys) defaults[key.get<std::string>()] = nullptr;
    return defaults;
}

Json gpt2Defaults() {
    return with(namedAs({"vocab_size", "n_positions", "n_embd", "n_layer", "n_head", "bos_token_id", "eos_token_id"}),
                {{"n_inner", nullptr},
                 {"activation_function", "gelu_new"},
                 {"resid_pdrop", 0.1},
                 {"embd_pdrop", 0.1},
                 {"attn_pdrop", 0.1},
                 {"layer_norm_epsilon", 1e-5},
                 {"initializer_range", 0.02},
                 {"summary_type", "cls_index"},
                 {"summary_use_proj", true},
                 {"summary_activation", nullptr},
                 {"summary_proj_to_labels", true},
                 {"summary_first_dropout", 0.1},
                 {"scale_attn_weights", true},
                 {"use_cache", true},
                 {"scale_attn_by_inverse_layer_idx", false},
                 {"reorder_and_upcast_attn", false}});
}

Json gptNeoDefaults() {
    return with(namedAs({"vocab_size", "max_position_embeddings", "hidden_size", "num_layers", "num_heads",
                         "attention_types", "bos_token_id", "eos_token_id"}),
                {{"intermediate_size", nullptr},
                 {"window_size", 256},
                 {"activation_function", "gelu_new"},
                 {"resid_dropout", 0.0},
                 {"embed_dropout", 0.0},
                 {"attention_dropout", 0.0},
                 {"classifier_dropout", 0.1},
                 {"layer_norm_epsilon", 1e-5},
                 {"initializer_range", 0.02},
                 {"use_cache", true}});
}

Json gptjDefaults() {
    return with(namedAs({"vocab_size", "n_positions", "n_embd", "n_layer", "n_head", "rotary_dim", "bos_token_id",
                         "eos_token_id"}),
                {{"n_inner", nullptr},
                 {"activation_function", "gelu_new"},
                 {"resid_pdrop", 0.0},
                 {"embd_pdrop", 0.0},
                 {"attn_pdrop", 0.0},
                 {"layer_norm_epsilon", 1e-5},
                 {"initializer_range", 0.02},
                 {"use_cache", true},
                 {"tie_word_embeddings", false}});
}

Json optDefaults() {
    return with(namedAs({"vocab_size", "hidden_size", "num_hidden_layers", "ffn_dim", "max_position_embeddings",
                         "num_attention_heads", "pad_token_id", "bos_token_id", "eos_token_id"}),
                {{"do_layer_norm_before", true},
                 {"_remove_final_layer_norm", false},
                 {"word_embed_proj_dim", nullptr},
                 {"dropout", 0.1},
                 {"attention_dropout", 0.0},
                 {"activation_function", "relu"},
                 {"layerdrop", 0.0},
                 {"init_std", 0.02},
                 {"use_cache", true},
                 {"enable_bias", true},
                 {"layer_norm_elementwise_affine", true}});
}

Json bloomDefaults() {
    return with(namedAs({"vocab_size", "hidden_size", "n_layer", "n_head", "bos_token_id", "eos_token_id"}),
                {{"layer_norm_epsilon", 1e-5},
                 {"initializer_range", 0.02},
                 {"use_cache", true},
                 {"apply_residual_connection_post_layernorm", false},
                 {"hidden_dropout", 0.0},
                 {"attention_dropout", 0.0},
                 {"pretraining_tp", 1},
                 {"slow_but_exact", false}});
}

Json neoxDefaults() {
    return with(namedAs({"vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
                         "max_position_embeddings", "bos_token_id", "eos_token_id"}),
                {{"hidden_act", "gelu"},
                 {"rotary_pct", 0.25},
                 {"rotary_emb_base", 10000},
                 {"attention_dropout", 0.0},
                 {"hidden_dropout", 0.0},
                 {"classifier_dropout", 0.1},
                 {"initializer_range", 0.02},
                 {"layer_norm_eps", 1e-5},
                 {"use_cache", true},
                 {"tie_word_embeddings", false},
                 {"use_parallel_residual", true},
                 {"rope_scaling", nullptr}});
}

/// What Llama, Mistral and Qwen2 share.
Json llamaLikeDefaults() {
    return with(
        namedAs({"vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
                 "num_key_value_heads", "max_position_embeddings", "pad_token_id", "bos_token_id", "eos_token_id"}),
        {{"hidden_act", "silu"},
         {"initializer_range", 0.02},
         {"rms_norm_eps", 1e-6},
         {"use_cache", true},
         {"tie_word_embeddings", false},
         {"rope_theta", 10000.0}});
}

Json bertDefaults() {
    return with(namedAs({"vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
                         "max_position_embeddings", "pad_token_id"}),
                {{"hidden_act", "gelu"},
                 {"hidden_dropout_prob", 0.1},
                 {"attention_probs_dropout_prob", 0.1},
                 {"type_vocab_size", 2},
                 {"initializer_range", 0.02},
                 {"layer_norm_eps", 1e-12},
                 {"position_embedding_type", "absolute"},
                 {"use_cache", true},
                 {"classifier_dropout", nullptr}});
}

Json distilbertDefaults() {
    return with(
        namedAs({"vocab_size", "max_position_embeddings", "n_layers", "n_heads", "dim", "hidden_dim", "pad_token_id"}),
        {{"sinusoidal_pos_embds", false},
         {"dropout", 0.1},
         {"attention_dropout", 0.1},
         {"activation", "gelu"},
         {"initializer_range", 0.02},
         {"qa_dropout", 0.1},
         {"seq_classif_dropout", 0.2}});
}

const std::map<std::string, Json>& defaults() {
    static const std::map<std::string, Json> all{
        {"gpt2", gpt2Defaults()},
        {"gpt_neo", gptNeoDefaults()},
        {"gptj", gptjDefaults()},
        {"opt", optDefaults()},
        {"bloom", bloomDefaults()},
        {"gpt_neox", neoxDefaults()},
        {"llama",
         with(llamaLikeDefaults(), {{"pretraining_tp", 1}, {"rope_scaling", nullptr}, {"attention_bias", false}})},
        {"mistral", with(llamaLikeDefaults(), {{"sliding_window", 4096}})},
        {"qwen2", with(llamaLikeDefaults(), {{"use_sliding_window", false},
                                             {"sliding_window", 4096},
                                             {"max_window_layers", 28},
                                             {"attention_dropout", 0.0}})},
        {"bert", bertDefaults()},
        {"roberta", with(bertDefaults(), namedAs({"bos_token_id", "eos_token_id"}))},
        {"distilbert", distilbertDefaults()}};
    return all;
}

}  // namespace

Json pretrainedDefaults(const std::string& modelType) {
    return defaults().at(modelType);
}

}  // namespace detox
