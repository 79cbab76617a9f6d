// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/models/families/families.h"
#include "tests/unit/models/tiny_models.h"

namespace detox {
namespace {

struct BadConfig {
    const char* name;
    const char* key;
    Json value;  ///< null: the key is taken away
    const char* says;
};

std::string refusal(Json config, const BadConfig& bad) {
    config[bad.key] = bad.value;
    try {
        const ModelFolder folder{"the folder", config};
        if (config.contains("num_attention_heads"))
            static_cast<void>(readEncoderConfig(folder));
        else
            static_cast<void>(readDecoderConfig(folder));
        return "accepted";
    } catch (const Error& error) {
        return error.message();
    }
}

class BadDecoderConfig : public ::testing::TestWithParam<BadConfig> {};

TEST_P(BadDecoderConfig, IsRefusedInOneSentenceThatNamesTheKey) {
    EXPECT_THAT(refusal(tinyLm().config().source, GetParam()), ::testing::HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    GptNeo, BadDecoderConfig,
    ::testing::Values(
        BadConfig{"NoVocabulary", "vocab_size", nullptr, "the folder/config.json: 'vocab_size' is missing."},
        BadConfig{"TextVocabulary", "vocab_size", "many", "'vocab_size' must be a whole number"},
        BadConfig{"NegativeVocabulary", "vocab_size", -3, "'vocab_size' must be a whole number"},
        BadConfig{"HugeVocabulary", "vocab_size", 18446744073709551615ULL, "'vocab_size' must be a whole number"},
        BadConfig{"HeadsDoNotDivide", "num_heads", 5, "'num_heads' must divide hidden_size"},
        BadConfig{"TooFewLayersDescribed", "num_layers", 4, "'attention_types' must describe 4 layers"},
        BadConfig{"EndlessRepeats", "attention_types", Json::parse("[[[\"global\"], 1000000000000]]"), "must describe"},
        BadConfig{"OddAttention", "attention_types", Json::parse("[[[\"spiral\"], 3]]"), "only global and local"},
        BadConfig{"ShapelessAttention", "attention_types", 7, "must list groups"},
        BadConfig{"Activation", "activation_function", "swish9", "'activation_function' names an activation"},
        BadConfig{"Epsilon", "layer_norm_epsilon", 0, "'layer_norm_epsilon' must be a number above 0"},
        BadConfig{"EosOutside", "eos_token_id", 61, "'eos_token_id' must be a whole number from 0 to 60"},
        BadConfig{"Family", "model_type", "mamba",
                  "'mamba' are not supported as language models; supported: gpt2, gpt_neo"}),
    [](const auto& tested) { return std::string(tested.param.name); });

class BadEncoderConfig : public ::testing::TestWithParam<BadConfig> {};

TEST_P(BadEncoderConfig, IsRefusedInOneSentenceThatNamesTheKey) {
    EXPECT_THAT(refusal(tinyEncoder().source, GetParam()), ::testing::HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Roberta, BadEncoderConfig,
    ::testing::Values(BadConfig{"NoLayers", "num_hidden_layers", nullptr, "'num_hidden_layers' is missing."},
                      BadConfig{"NoRoom", "pad_token_id", 30, "'max_position_embeddings' leaves no room"},
                      BadConfig{"LabelGap", "id2label", Json::parse("{\"0\": \"a\", \"2\": \"b\"}"), "every id from 0"},
                      BadConfig{"Positions", "position_embedding_type", "relative_key", "must be absolute"},
                      BadConfig{"Family", "model_type", "xlnet", "supported: roberta, bert, distilbert."}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(DecoderConfigs, TheIntermediateSizeDefaultsToFourTimesTheHidden) {
    EXPECT_EQ(tinyLm().config().intermediate, 4 * 36);
}

}  // namespace
}  // namespace detox
