// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/training/inspect_model.h"
#include "tests/support/adapter_files.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_models.h"

namespace detox {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class InspectModel : public ::testing::Test {
protected:
    void SetUp() override { writeTinyGptNeo(folder / "base"); }

    TemporaryFolder folder;
};

TEST_F(InspectModel, ALanguageModelIsAPolicyAndNoClassifier) {
    const ModelFacts facts = inspectModel(folder / "base");
    EXPECT_EQ(facts.family, "gpt_neo");
    EXPECT_EQ(facts.architecture, "GPTNeoForCausalLM");
    EXPECT_EQ(facts.weightBytes, facts.parameters * 4);
    EXPECT_EQ(facts.elementTypes, "F32");
    EXPECT_THAT(facts.files, ElementsAre("model.safetensors"));
    EXPECT_EQ(facts.tokenizer, "vocab.json and merges.txt, 257 tokens");
    EXPECT_EQ(facts.positions, 64);
    EXPECT_TRUE(facts.policy.possible) << facts.policy.reason;
    EXPECT_FALSE(facts.classifier.possible);
    EXPECT_THAT(facts.classifier.reason, HasSubstr("'gpt_neo' are not supported as classifiers"));
}

TEST_F(InspectModel, AClassifierIsNoPolicy) {
    writeTinyRoberta(folder / "judge");
    const ModelFacts facts = inspectModel(folder / "judge");
    EXPECT_TRUE(facts.classifier.possible) << facts.classifier.reason;
    EXPECT_THAT(facts.labels, ElementsAre("neutral", "toxic"));
    EXPECT_EQ(facts.positions, 126);
    EXPECT_GT(facts.parameters, 0);
    EXPECT_FALSE(facts.policy.possible);
    EXPECT_THAT(facts.policy.reason, HasSubstr("'roberta' are not supported as language models"));
}

TEST_F(InspectModel, SaysWhyAModelIsNoUse) {
    std::filesystem::remove(folder / "base" / "merges.txt");
    const ModelFacts noTokenizer = inspectModel(folder / "base");
    EXPECT_FALSE(noTokenizer.policy.possible);
    EXPECT_THAT(noTokenizer.policy.reason, HasSubstr("has no tokenizer"));
    EXPECT_THAT(noTokenizer.tokenizer, HasSubstr("has no tokenizer"));
    EXPECT_GT(noTokenizer.parameters, 0);
    std::filesystem::remove(folder / "base" / "model.safetensors");
    const ModelFacts noWeights = inspectModel(folder / "base");
    EXPECT_THAT(noWeights.policy.reason, HasSubstr("has no weights"));
    EXPECT_EQ(noWeights.parameters, 0);
}

TEST_F(InspectModel, ATokenizerLargerThanTheVocabularyBelongsToAnother) {
    Json config = readJson(folder / "base" / "config.json").orThrow();
    writeTinyGptNeo(folder / "other");
    const Json vocabulary = readJson(folder / "base" / "vocab.json").orThrow();
    Json larger = vocabulary;
    for (int i = 0; i < 3; ++i)
        larger["<extra" + std::to_string(i) + ">"] = vocabulary.size() + static_cast<std::size_t>(i);
    writeFileAtomically(folder / "other" / "vocab.json", larger.dump()).orThrow();
    EXPECT_THAT(inspectModel(folder / "other").policy.reason,
                AllOf(HasSubstr("has 260 tokens"), HasSubstr("only 257"), HasSubstr("do not belong together")));
}

TEST_F(InspectModel, AnAdapterIsDescribedWithItsBase) {
    writeAdapter(folder / "adapter", adapterConfig(),
                 {adapterTensor("base_model.model.transformer.h.0.mlp.c_fc.lora_A.weight", {2, 16}),
                  adapterTensor("base_model.model.transformer.h.0.mlp.c_fc.lora_B.weight", {64, 2})});
    const ModelFacts facts = inspectModel(folder / "adapter");
    ASSERT_TRUE(facts.adapter);
    EXPECT_EQ(facts.adapter->folder, folder / "adapter");
    EXPECT_EQ(facts.adapter->rank, 2);
    EXPECT_EQ(facts.adapter->parameters, 2 * 16 + 64 * 2);
    EXPECT_TRUE(facts.policy.possible) << facts.policy.reason;
    EXPECT_EQ(facts.family, "gpt_neo");
}

TEST_F(InspectModel, AFolderThatIsNoModelIsAnError) {
    std::filesystem::create_directory(folder / "empty");
    EXPECT_THROW((void)inspectModel(folder / "empty"), Error);
    EXPECT_THROW((void)inspectModel(folder / "gone"), Error);
}

}  // namespace
}  // namespace detox
