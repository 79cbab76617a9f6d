// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <set>

#include <gtest/gtest.h>

#include "core/config/fit_config.h"
#include "core/config/run_config.h"

namespace detox {
namespace {

using ::testing::HasSubstr;

RunConfig valid() {
    RunConfig config;
    config.models = {.model = "m", .classifier = "c", .judge = "j"};
    config.prompts.promptFile = "p";
    return config;
}

TEST(RunConfig, EveryFieldIsDescribedOnceWithHelp) {
    RunConfig config;
    std::set<std::string> keys;
    for (const auto& field : fieldsOf(config)) {
        EXPECT_TRUE(keys.insert(std::string(field.spec.key)).second) << field.spec.key;
        EXPECT_FALSE(field.spec.label.empty()) << field.spec.key;
        EXPECT_FALSE(field.spec.help.empty()) << field.spec.key;
    }
}

TEST(RunConfig, DefaultsLieInTheirRanges) {
    const auto roundTrip = [](auto config) {
        for (const auto& field : fieldsOf(config)) EXPECT_TRUE(field.set(field.get())) << field.spec.key;
    };
    roundTrip(RunConfig{});
    roundTrip(FitLanguageModelConfig{});
    roundTrip(FitClassifierConfig{});
}

TEST(RunConfig, RoundTripsThroughJson) {
    RunConfig config = valid();
    config.ppo.klCoef = 0.1234567890123;
    config.ppo.klKind = KlKind::K3;
    config.seed = 42;
    const auto back = runConfigFromJson(Json::parse(toJson(config).dump()));
    ASSERT_TRUE(back) << back.error().message();
    EXPECT_EQ(configHash(*back), configHash(config));
    EXPECT_EQ(back->ppo.klKind, KlKind::K3);
}

TEST(RunConfig, ListsAllProblemsAtOnceAndNamesTheNearestKey) {
    const auto bad = runConfigFromJson(
        Json::parse(R"({"ppo":{"learnigRate":1e-5,"klKind":"reverse","batchSize":-3,"updates":"ten"},"sed":1})"));
    ASSERT_FALSE(bad);
    const std::string& message = bad.error().message();
    EXPECT_THAT(message, HasSubstr("'ppo.learnigRate' is not a setting; the nearest is 'ppo.learningRate'"));
    EXPECT_THAT(message, HasSubstr("'seed'"));
    EXPECT_THAT(message, HasSubstr("choose one of kl, abs, mse, full, k3"));
    EXPECT_THAT(message, HasSubstr("'batchSize' (Batch size) is -3; it must lie between 1 and 65536"));
    EXPECT_THAT(message, HasSubstr("'updates' (Updates) must be a whole number"));
}

TEST(RunConfig, CrossChecksNameTheFieldAndAProposal) {
    RunConfig config = valid();
    EXPECT_TRUE(crossCheck(config).empty());
    config.ppo.batchSize = 64;
    config.ppo.minibatchSize = 24;
    const auto problems = crossCheck(config);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].key, "minibatchSize");
    EXPECT_EQ(problems[0].message, "Must divide the batch size 64. Try 32.");
}

TEST(RunConfig, AnEntropyTargetNeedsAWeight) {
    RunConfig config = valid();
    config.ppo.entropyTarget = 2.5;
    const auto problems = crossCheck(config);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].key, "entropyTarget");
    config.ppo.entropyCoef = 0.1;
    EXPECT_TRUE(crossCheck(config).empty());
}

TEST(RunConfig, WhatCannotGoTogetherIsNamed) {
    RunConfig config = valid();
    config.ppo.sharedLayers = 2;
    config.ppo.gradientCheckpointing = true;
    EXPECT_TRUE(crossCheck(config).empty());
    config.lora = {.loraRank = 4, .loraDropout = 0.1};
    const auto problems = crossCheck(config);
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_EQ(problems[0].key, "sharedLayers");
    EXPECT_EQ(problems[1].key, "gradientCheckpointing");
}

TEST(RunConfig, AdaptersAreSettingsOfTheirOwn) {
    const auto config = runConfigFromJson(
        Json::parse(R"({"lora":{"loraRank":8,"loraAlpha":32,"loraDropout":0.05,"loraTargets":"allLinear"}})"));
    ASSERT_TRUE(config) << config.error().message();
    EXPECT_EQ(config->lora, (LoraConfig{8, 32, 0.05, LoraTargets::AllLinear}));
    const auto bad = runConfigFromJson(
        Json::parse(R"({"lora":{"loraRank":-1,"loraAlpha":0,"loraDropout":1,"loraTargets":"keys"}})"));
    ASSERT_FALSE(bad);
    EXPECT_THAT(bad.error().message(), HasSubstr("'loraRank' (LoRA rank) is -1; it must lie between 0 and 1024"));
    EXPECT_THAT(bad.error().message(), HasSubstr("'loraAlpha'"));
    EXPECT_THAT(bad.error().message(), HasSubstr("'loraDropout'"));
    EXPECT_THAT(bad.error().message(), HasSubstr("choose one of queryValue, attention, allLinear"));
}

TEST(RunConfig, DropoutOfAdaptersNeedsAdapters) {
    RunConfig config = valid();
    config.lora.loraDropout = 0.1;
    const auto problems = crossCheck(config);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].key, "loraDropout");
    config.lora.loraRank = 4;
    EXPECT_TRUE(crossCheck(config).empty());
}

TEST(RunConfig, DifferencesNameOnlyWhatDiffers) {
    RunConfig a = valid();
    RunConfig b = valid();
    b.ppo.learningRate = 3e-5;
    const auto found = differences(fieldsOf(a), fieldsOf(b));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].key, "ppo.learningRate");
    EXPECT_EQ(found[0].left, "1.41e-05");
}

TEST(FlagName, IsKebabCase) {
    EXPECT_EQ(flagName("ppoEpochs"), "ppo-epochs");
}

TEST(SetFromText, IgnoresTheLocaleAndRefusesCommas) {
    PpoConfig config;
    for (const auto& field : fieldsOf(config)) {
        if (field.spec.key != "klCoef") continue;
        EXPECT_TRUE(setFromText(field, "1.5e-1"));
        EXPECT_FALSE(setFromText(field, "0,3"));
    }
    EXPECT_DOUBLE_EQ(config.klCoef, 0.15);
}

}  // namespace
}  // namespace detox
