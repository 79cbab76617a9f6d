// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/models/families/families.h"
#include "tests/support/tiny_families.h"

namespace detox {
namespace {

struct BadFamilyConfig {
    const char* name;
    const char* family;  ///< of tests/support/tiny_families
    Json changes;        ///< null takes a key away
    const char* says;
};

class BadFamilyConfigs : public ::testing::TestWithParam<BadFamilyConfig> {};

TEST_P(BadFamilyConfigs, AreRefusedInOneSentenceThatNamesTheKey) {
    const std::string family = GetParam().family;
    Json config = tinyFamily(family).config;
    config.update(GetParam().changes);
    const ModelFolder folder{"the folder", config};
    try {
        if (family.ends_with("bert")) {
            static_cast<void>(readEncoderConfig(folder));
        } else {
            static_cast<void>(readDecoderConfig(folder));
        }
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_THAT(error.message(), ::testing::StartsWith("the folder/config.json: "));
        EXPECT_THAT(error.message(), ::testing::HasSubstr(GetParam().says));
    }
}

Json scaling(const Json& rules) {
    return {{"rope_scaling", rules}};
}

Json llama3(const Json& changes) {
    Json rules = {{"rope_type", "llama3"},
                  {"factor", 8.0},
                  {"low_freq_factor", 1.0},
                  {"high_freq_factor", 4.0},
                  {"original_max_position_embeddings", 32}};
    rules.update(changes);
    return scaling(rules);
}

std::vector<BadFamilyConfig> badConfigs() {
    return {
        {"Gpt2NoWidth", "gpt2", {{"n_embd", nullptr}}, "'n_embd' is missing."},
        {"Gpt2Heads", "gpt2", {{"n_head", 5}}, "'n_head' must divide n_embd."},
        {"Gpt2CrossAttention", "gpt2", {{"add_cross_attention", true}}, "'add_cross_attention' must be false."},
        {"Gpt2ScaleText", "gpt2", {{"scale_attn_weights", "yes"}}, "'scale_attn_weights' must be true or false."},
        {"LlamaKeyHeads", "llama", {{"num_key_value_heads", 4}}, "must divide num_attention_heads."},
        {"LlamaMoreKeyHeads", "llama", {{"num_key_value_heads", 12}}, "'num_key_value_heads' must be a whole number"},
        {"LlamaOddHead", "llama", {{"head_dim", 7}}, "'head_dim' must make an even number"},
        {"LlamaHugeHead", "llama", {{"head_dim", 1LL << 40}}, "'head_dim' must be a whole number"},
        {"LlamaBase", "llama", {{"rope_theta", -1}}, "'rope_theta' must be a number above 0."},
        {"LlamaActivation", "llama", {{"hidden_act", "mish"}}, "'hidden_act' names an activation"},
        {"LlamaEndList", "llama", {{"eos_token_id", {99, 2}}}, "'eos_token_id' must be a whole number from 0 to 60."},
        {"ScalingText", "llama", scaling("linear"), "'rope_scaling' must be an object or null."},
        {"ScalingKind", "llama", scaling({{"type", "yarn"}, {"factor", 2.0}}), "supported: linear, dynamic, llama3."},
        {"ScalingWithoutKind", "llama", scaling({{"factor", 2.0}}), "supported: linear, dynamic, llama3."},
        {"ScalingWithoutFactor", "llama", scaling({{"type", "linear"}}), "'factor' is missing in rope_scaling."},
        {"ScalingFactor", "llama", scaling({{"type", "linear"}, {"factor", "2"}}),
         "'factor' must be a number above 0."},
        {"Llama3Factors", "llama", llama3({{"high_freq_factor", 0.5}}), "must be above low_freq_factor."},
        {"Llama3Length", "llama", llama3({{"original_max_position_embeddings", nullptr}}),
         "is missing in rope_scaling."},
        {"MistralWindow", "mistral", {{"sliding_window", 0}}, "'sliding_window' must be a whole number"},
        {"Qwen2Flag", "qwen2", {{"use_sliding_window", 1}}, "'use_sliding_window' must be true or false."},
        {"GptjNoRotary", "gptj", {{"rotary_dim", nullptr}}, "'rotary_dim' is missing."},
        {"GptjOddRotary", "gptj", {{"rotary_dim", 5}}, "'rotary_dim' must make an even number"},
        {"GptjWideRotary", "gptj", {{"rotary_dim", 18}}, "'rotary_dim' must be a whole number from 2 to 16."},
        {"OptAffine", "opt", {{"layer_norm_elementwise_affine", false}}, "must be true."},
        {"OptProjection", "opt", {{"word_embed_proj_dim", 0}}, "'word_embed_proj_dim' must be a whole number"},
        {"OptNoWidth", "opt", {{"ffn_dim", nullptr}}, "'ffn_dim' is missing."},
        {"BloomNoHeads", "bloom", {{"n_head", nullptr}}, "'n_head' is missing."},
        {"BloomHeads", "bloom", {{"n_head", 3}}, "'n_head' must divide hidden_size."},
        {"BloomEpsilon", "bloom", {{"layer_norm_epsilon", 0}}, "'layer_norm_epsilon' must be a number above 0."},
        {"NeoxShare", "gpt_neox", {{"rotary_pct", 1.5}}, "'rotary_pct' must be a number up to 1."},
        {"NeoxTooSmallShare", "gpt_neox", {{"rotary_pct", 0.01}}, "'rotary_pct' must make an even number"},
        {"NeoxResidual", "gpt_neox", {{"use_parallel_residual", "no"}}, "'use_parallel_residual' must be true or"},
        {"BertPositions", "bert", {{"position_embedding_type", "relative_key"}}, "must be absolute."},
        {"BertLabels", "bert", {{"id2label", {{"1", "a"}}}}, "must name every id from 0 on."},
        {"DistilbertHeads", "distilbert", {{"n_heads", 5}}, "'n_heads' must divide dim."},
        {"DistilbertDropout", "distilbert", {{"seq_classif_dropout", 1}}, "must be a number from 0 to below 1."},
    };
}

INSTANTIATE_TEST_SUITE_P(Tiny, BadFamilyConfigs, ::testing::ValuesIn(badConfigs()),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(FamilyConfigs, BloomsOtherNamesAreRead) {
    const Json config = {
        {"model_type", "bloom"}, {"vocab_size", 61}, {"n_embed", 24}, {"n_layer", 2}, {"num_attention_heads", 3}};
    const DecoderConfig read = readDecoderConfig({"the folder", config});
    EXPECT_EQ(read.hidden, 24);
    EXPECT_EQ(read.heads, 3);
}

TEST(FamilyConfigs, LinearScalingReachesFurtherAndTheOthersDoNot) {
    EXPECT_EQ(readDecoderConfig({"the folder", tinyFamily("llama_linear").config}).positions, 80);
    EXPECT_EQ(readDecoderConfig({"the folder", tinyFamily("llama_dynamic").config}).positions, 40);
    EXPECT_EQ(readDecoderConfig({"the folder", tinyFamily("llama3").config}).positions, 40);
}

TEST(FamilyConfigs, TheTableOfAnglesIsBoundedWhateverTheConfigClaims) {
    Json config = tinyFamily("llama").config;
    config["max_position_embeddings"] = 100'000'000;
    config["rope_scaling"] = {{"type", "linear"}, {"factor", 1e12}};
    EXPECT_EQ(readDecoderConfig({"the folder", config}).positions, 32'768);
}

TEST(FamilyConfigs, TheFirstOfSeveralEndTokensEnds) {
    Json config = tinyFamily("llama").config;
    config["eos_token_id"] = {5, 7};
    EXPECT_EQ(readDecoderConfig({"the folder", config}).eos, 5);
}

TEST(FamilyConfigs, SlidingWindowsHoldWhereTheFamilySaysSo) {
    using Windows = std::vector<std::int64_t>;
    EXPECT_EQ(readDecoderConfig({"the folder", tinyFamily("mistral").config}).windows, (Windows{4, 4, 4}));
    Json config = tinyFamily("mistral").config;
    config["sliding_window"] = nullptr;
    EXPECT_EQ(readDecoderConfig({"the folder", config}).windows, (Windows{0, 0, 0})) << "none";
    config.erase("sliding_window");
    EXPECT_EQ(readDecoderConfig({"the folder", config}).windows, (Windows{4096, 4096, 4096})) << "Mistral's own";
    EXPECT_EQ(readDecoderConfig({"the folder", tinyFamily("qwen2").config}).windows, (Windows{0, 0, 0}));
    EXPECT_EQ(readDecoderConfig({"the folder", tinyFamily("qwen2_sliding").config}).windows, (Windows{0, 4, 4}));
}

TEST(MistralConfig, HasEightKeyHeadsWhereItNamesNone) {
    Json config = tinyFamily("mistral").config;
    config.update({{"hidden_size", 64}, {"num_attention_heads", 16}});
    config.erase("num_key_value_heads");
    EXPECT_EQ(readDecoderConfig({"the folder", config}).kvHeads, 8);
    config["num_key_value_heads"] = nullptr;
    EXPECT_EQ(readDecoderConfig({"the folder", config}).kvHeads, 16);
}

}  // namespace
}  // namespace detox
