// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/training/ppo_state.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"

namespace detox {
namespace {

using ::testing::HasSubstr;

PpoState sample() {
    PpoState state;
    state.update = 37;
    state.probedUpdate = 30;
    // 0.1 + 0.2 has no short decimal form.
    state.numbers = {
        .klCoef = 0.1 + 0.2, .length = {-0.2 / 3, 0.7 / 3}, .optimiserSteps = 592, .guardSkips = 2, .nonFiniteSkips = 1};
    state.scoreMoments = {-1.0 / 3.0, 2.0 / 7.0, 592};
    state.before = Measurement{.n = 400, .meanToxicity = 0.123456789012345678, .perplexity = 1e300 / 3};
    state.config.seed = 9'000'000'000;
    state.config.ppo.learningRate = 1.41e-5;
    return state;
}

TEST(PpoState, EveryDoubleSurvivesExactly) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writePpoState(folder / "state.json", sample()));
    const auto read = readPpoState(folder / "state.json");
    ASSERT_TRUE(read) << read.error().message();
    const PpoState wanted = sample();
    EXPECT_EQ(read->update, wanted.update);
    EXPECT_EQ(read->probedUpdate, 30);
    EXPECT_EQ(read->numbers.optimiserSteps, 592);
    EXPECT_EQ(read->numbers.klCoef, wanted.numbers.klCoef);
    EXPECT_EQ(read->numbers.length.error, wanted.numbers.length.error);
    EXPECT_EQ(read->numbers.length.sum, wanted.numbers.length.sum);
    EXPECT_EQ(read->scoreMoments, wanted.scoreMoments);
    EXPECT_EQ(read->numbers.guardSkips, 2);
    EXPECT_EQ(read->numbers.nonFiniteSkips, 1);
    ASSERT_TRUE(read->before);
    EXPECT_EQ(read->before->meanToxicity, wanted.before->meanToxicity);
    EXPECT_EQ(read->before->perplexity, wanted.before->perplexity);
    EXPECT_EQ(configHash(read->config), configHash(wanted.config));
}

TEST(PpoState, WithoutAMeasurementThereIsNone) {
    const TemporaryFolder folder;
    PpoState state = sample();
    state.before.reset();
    ASSERT_TRUE(writePpoState(folder / "state.json", state));
    EXPECT_FALSE(readPpoState(folder / "state.json").orThrow().before);
}

TEST(PpoState, EveryMissingOrStrangeValueIsOneSentence) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writePpoState(folder / "state.json", sample()));
    const Json good = readJson(folder / "state.json").orThrow();
    const auto problem = [&](const Json& json) {
        writeText(folder / "state.json", json.dump());
        const auto read = readPpoState(folder / "state.json");
        return read ? "read" : read.error().message();
    };
    for (const std::string key :
         {"update", "optimiserSteps", "klCoef", "scoreMoments", "guardSkips", "before", "config"}) {
        Json without = good;
        without.erase(key);
        EXPECT_THAT(problem(without), HasSubstr("state.json is no trainer state this version can resume from")) << key;
        Json strange = good;
        strange[key] = "text";
        EXPECT_THAT(problem(strange), HasSubstr("state.json is no trainer state this version can resume from")) << key;
    }
    Json other = good;
    other["format"] = 2;
    EXPECT_THAT(problem(other), HasSubstr("no trainer state this version can resume from."));
    EXPECT_EQ(problem(good), "read");
}

}  // namespace
}  // namespace detox
