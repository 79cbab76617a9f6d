// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/reward/label_roles.h"
#include "core/util/error.h"

namespace detox {
namespace {

using ::testing::HasSubstr;

LabelRoles roles(std::vector<std::string> labels, const std::string& chosen = {}) {
    return resolveRoles({.labels = std::move(labels), .where = "folder"}, chosen);
}

TEST(LabelRoles, NeutralIsFoundByRoleInOrderOfPreference) {
    EXPECT_EQ(roles({"hate", "nothate"}).neutralName(), "nothate");
    EXPECT_EQ(roles({"LABEL_0", "LABEL_1"}).neutralName(), "LABEL_0");
    EXPECT_EQ(roles({"LABEL_0", "Normal"}).neutralName(), "Normal");
    EXPECT_EQ(roles({"normal", "neutral"}).neutralName(), "neutral");
}

TEST(LabelRoles, TheUsersChoiceWins) {
    EXPECT_EQ(roles({"neutral", "fine"}, "fine").neutralName(), "fine");
}

TEST(LabelRoles, AsksTheUserWhenNothingFits) {
    try {
        (void)roles({"joy", "anger"});
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_THAT(error.message(), HasSubstr("choose one of joy, anger"));
    }
    EXPECT_THROW((void)roles({"neutral", "toxic"}, "nuetral"), Error);
}

TEST(LabelRoles, IndependentOutputsScoreMinusTheToxicLogit) {
    const LabelRoles multi =
        resolveRoles({.labels = {"threat", "toxic", "insult"}, .multiLabel = true, .where = "f"}, "");
    EXPECT_EQ(multi.neutralName(), "not toxic");
    const TextScore score = interpret({5, 2, -1}, multi);
    EXPECT_DOUBLE_EQ(score.neutralScore, -2);
    EXPECT_NEAR(score.toxicity, 1 / (1 + std::exp(-2.0)), 1e-15);
}

TEST(RewardShape, EveryShapeByHand) {
    const LabelRoles two = roles({"toxic", "neutral"});
    const TextScore score = interpret({0, std::log(3.0)}, two);  // P(neutral) = 0.75
    EXPECT_NEAR(score.toxicity, 0.25, 1e-15);
    EXPECT_NEAR(shapedReward(score, two, RewardShape::NeutralLogit), std::log(3.0), 1e-15);
    EXPECT_NEAR(shapedReward(score, two, RewardShape::NeutralProbability), 0.75, 1e-15);
    EXPECT_NEAR(shapedReward(score, two, RewardShape::NeutralLogProbability), std::log(0.75), 1e-15);
    EXPECT_NEAR(shapedReward(score, two, RewardShape::MinusLogToxic), -std::log(0.25), 1e-15);
}

TEST(RewardShape, StaysFiniteForACertainClassifier) {
    const LabelRoles two = roles({"toxic", "neutral"});
    EXPECT_NEAR(shapedReward(interpret({800, 0}, two), two, RewardShape::NeutralLogProbability), -800, 1e-9);
    EXPECT_NEAR(shapedReward(interpret({0, 800}, two), two, RewardShape::MinusLogToxic), 800, 1e-9);
}

}  // namespace
}  // namespace detox
