// SPDX-License-Identifier: GPL-3.0-or-later
// What is saved is what transformers' save_pretrained writes, and means there what it means here.
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "tests/support/golden_arrays.h"
#include "tests/support/round_trip.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "tests/support/tiny_families.h"
#include "tests/unit/models/tiny_models.h"

namespace detox {
namespace {

std::vector<TinyFamily> everyFamily() {
    std::vector<TinyFamily> all = tinyDecoders();
    for (TinyFamily& family : tinyEncoders()) all.push_back(std::move(family));
    all.push_back({"gpt_neo", tinyLm().config().source});
    all.push_back({"roberta", tinyEncoder().source});
    return all;
}

/// `config` with every key that transformers' class takes, and one it does not know.
Json completed(const Json& config) {
    Json whole = pretrainedDefaults(config.at("model_type").get<std::string>());
    whole.update(config);
    whole["surprise"] = {{"a", {1, nullptr, "b"}}, {"c", 1e-7}};
    return whole;
}

void saveTiny(const Json& config, const std::filesystem::path& folder, const WeightsFormat& format = {}) {
    if (isClassifier(config)) {
        makeTinyEncoder(config).save(folder, format);
    } else {
        makeTinyDecoder(config).save(folder, format);
    }
}

at::Tensor logitsOf(const Json& config) {
    const c10::NoGradGuard noGradients;
    const TokenBatch batch = padRows({{3, 14, 15, 9, 2, 6, 5, 49, 31, 4}, {27, 1}}, 0, PaddingSide::Right);
    if (isClassifier(config)) return makeTinyEncoder(config).logits(batch);
    const CausalLm model = makeTinyDecoder(config);
    return model.logits(model.hiddenStates(batch));
}

Json savedConfig(const std::filesystem::path& folder) {
    return readJson(folder / "config.json").orThrow();
}

class SavedFolders : public ::testing::TestWithParam<TinyFamily> {
protected:
    const Json m_config = GetParam().config;
    TemporaryFolder m_first, m_second;
};

TEST_P(SavedFolders, HaveTheNamesAndShapesOfSavePretrained) {
    saveTiny(m_config, m_first.path());
    EXPECT_EQ(shapesOf(weightsIn(m_first.path())), pretrainedTensors(m_config));
    EXPECT_EQ(readText(m_first / "model.safetensors").substr(8, 33), R"({"__metadata__":{"format":"pt"},")");
}

TEST_P(SavedFolders, ComeBackBitForBitInEveryElementType) {
    for (const DataType type : {DataType::F32, DataType::BF16, DataType::F16}) {
        saveTiny(m_config, m_first.path(), type);
        importAndSave(m_first.path(), m_second.path(), type);
        EXPECT_EQ(weightsIn(m_second.path()), weightsIn(m_first.path())) << toText(type);
        EXPECT_EQ(savedConfig(m_second.path()), savedConfig(m_first.path()));
    }
}

TEST_P(SavedFolders, ComeBackBitForBitFromShards) {
    saveTiny(m_config, m_first.path());
    importAndSave(m_first.path(), m_second.path(), {DataType::F32, 3'000});
    EXPECT_FALSE(std::filesystem::exists(m_second / "model.safetensors"));
    EXPECT_EQ(weightsIn(m_second.path()), weightsIn(m_first.path()));
}

TEST_P(SavedFolders, CarryEveryKeyOfTheConfig) {
    const Json whole = completed(m_config);
    saveTiny(whole, m_first.path(), DataType::BF16);
    const Json saved = savedConfig(m_first.path());
    EXPECT_EQ(withoutWeightFacts(saved), withoutWeightFacts(whole));
    EXPECT_EQ(saved.at("torch_dtype"), "bfloat16");
    EXPECT_EQ(saved.at("architectures").size(), 1U);
}

TEST_P(SavedFolders, AKeyThatIsLeftOutMeansWhatItMeansThere) {
    EXPECT_EQ(maxDifference(logitsOf(m_config), logitsOf(completed(m_config))), 0);
}

INSTANTIATE_TEST_SUITE_P(Tiny, SavedFolders, ::testing::ValuesIn(everyFamily()),
                         [](const auto& tested) { return tested.param.name; });

void expectEveryKey(const std::filesystem::path& folder) {
    const Json saved = savedConfig(folder);
    const Json defaults = pretrainedDefaults(saved.at("model_type"));
    for (const auto& [key, value] : defaults.items()) EXPECT_TRUE(saved.contains(key)) << key;
}

TEST(NewModels, CarryEveryKeyOfTheConfig) {
    const TemporaryFolder folder;
    tinyLm().save(folder.path());
    expectEveryKey(folder.path());
    SequenceClassifier(tinyEncoder(), 3).save(folder.path());
    expectEveryKey(folder.path());
}

TEST(NewModels, SayThatTheyHaveNoFirstAndLastTokenRatherThanLeaveItToADefault) {
    const DecoderConfig config = gptNeoConfig({.vocabulary = 61, .hidden = 8, .layers = 1, .heads = 1, .positions = 4});
    EXPECT_TRUE(config.source.at("bos_token_id").is_null());
    EXPECT_TRUE(config.source.at("eos_token_id").is_null());
}

}  // namespace
}  // namespace detox
