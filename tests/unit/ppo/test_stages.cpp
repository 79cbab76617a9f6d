// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers worked out by hand from the formulas of DESIGN 7.
#include <cmath>

#include <gtest/gtest.h>

#include "core/api/metric_names.h"
#include "core/ppo/advantages.h"
#include "core/ppo/kl_controller.h"
#include "core/ppo/kl_penalty.h"
#include "core/ppo/length_controller.h"
#include "core/ppo/masked_statistics.h"
#include "core/ppo/minibatch_statistics.h"
#include "core/ppo/potentials.h"
#include "core/ppo/rewards.h"
#include "core/util/error.h"
#include "tests/unit/ppo/tensors.h"

namespace detox {
namespace {

TEST(MaskedStatistics, CountOnlyTheMaskAndApplyBessel) {
    const at::Tensor values = matrix({{1, 3, 100}, {5, -7, 100}});
    const at::Tensor mask = matrix({{1, 1, 0}, {1, 0, 0}});
    EXPECT_DOUBLE_EQ(maskedMean(values, mask).item<double>(), 3);
    EXPECT_DOUBLE_EQ(maskedVariance(values, mask).item<double>(), 4);  // (4 + 0 + 4) / (3 − 1)
    expectNumbers(whiten(values, mask), {-1, 0, 48.5, 1, -5, 48.5});
    expectNumbers(whiten(values, mask, WhitenMean::Keep), {2, 3, 51.5, 4, -2, 51.5});
}

TEST(MaskedStatistics, OneElementHasNoVarianceAndWhitensToZero) {
    const at::Tensor values = matrix({{7, 9}});
    const at::Tensor mask = matrix({{1, 0}});
    EXPECT_EQ(maskedVariance(values, mask).item<double>(), 0);
    EXPECT_EQ(whiten(values, mask)[0][0].item<double>(), 0);
}

TEST(KlPenalty, EveryKindByHand) {
    const at::Tensor lp = vector({-1.0, -2.0});
    const at::Tensor ref = vector({-1.5, -1.0});
    expectNumbers(klPenalty(KlKind::Kl, lp, ref), {0.5, -1.0});
    expectNumbers(klPenalty(KlKind::Abs, lp, ref), {0.5, 1.0});
    expectNumbers(klPenalty(KlKind::Mse, lp, ref), {0.125, 0.5});
    expectNumbers(klPenalty(KlKind::K3, lp, ref), {std::exp(-0.5) - 1 + 0.5, std::exp(1.0) - 1 - 1});
    EXPECT_THROW((void)klPenalty(KlKind::Full, lp, ref), Error);
}

TEST(Rewards, ScoreGoesToTheLastCountedTokenOnly) {
    const at::Tensor kl = matrix({{1, 2, 3}, {4, 5, 6}});
    const auto rewards =
        computeRewards({.scores = vector({10, 20}), .kl = kl, .mask = matrix({{1, 1, 0}, {1, 0, 1}}), .klCoef = 0.5});
    expectNumbers(rewards.nonScoreRewards, {-0.5, -1, -1.5, -2, -2.5, -3});
    expectNumbers(rewards.rewards, {-0.5, 9, -1.5, -2, -2.5, 17});
}

TEST(Rewards, PayEveryCountedTokenTheLengthCoef) {
    const TokenRewards rewards = computeRewards({.scores = vector({10, 20}),
                                                 .kl = matrix({{1, 1, 0}, {2, 0, 0}}),
                                                 .mask = matrix({{1, 1, 0}, {1, 0, 0}}),
                                                 .klCoef = 0.5,
                                                 .lengthCoef = 0.25});
    expectNumbers(rewards.rewards, {-0.25, 9.75, 0, 19.25, 0, 0});
    expectNumbers(rewards.nonScoreRewards, {-0.5, -0.5, 0, -1, 0, 0});
}

TEST(Potentials, AreThePrefixScoresAroundTheirMeanAtEachLength) {
    expectNumbers(prefixPotentials({{1, 2}, {}, {3}}, 4), {-1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0});
}

TEST(Rewards, PotentialsMoveARewardToTheTokenThatChangesTheScoreAndKeepItsSum) {
    const TokenRewards rewards = computeRewards({.scores = vector({10, 20}),
                                                 .kl = matrix({{0, 0, 0}, {0, 0, 0}}),
                                                 .mask = matrix({{1, 1, 1}, {1, 1, 0}}),
                                                 .potentials = matrix({{2, 9, 0}, {-1, 0, 0}}),
                                                 .klCoef = 1});
    expectNumbers(rewards.rewards, {2, 7, 1, -1, 21, 0});
    expectNumbers(rewards.rewards.sum(1), {10, 20});
    expectNumbers(rewards.nonScoreRewards, {0, 0, 0, 0, 0, 0});
}

TEST(Rewards, PotentialsAreDiscountedAsTheReturnIs) {
    const TokenRewards rewards = computeRewards({.scores = vector({8}),
                                                 .kl = matrix({{0, 0, 0}}),
                                                 .mask = matrix({{1, 1, 1}}),
                                                 .potentials = matrix({{2, 6, 0}}),
                                                 .gamma = 0.5});
    expectNumbers(rewards.rewards, {1, 1, 2});
    expectNumbers(rewards.rewards.mul(matrix({{1, 0.5, 0.25}})).sum(), {8 * 0.25});
}

TEST(LengthControl, PaysMoreWhileResponsesAreShortAndLessWhileTheyAreLong) {
    LengthController controller(10, 0.5);
    controller.update(9);
    EXPECT_NEAR(controller.coef(), 0.05 + 0.25, 1e-12);
    controller.update(2);
    EXPECT_NEAR(controller.coef(), 0.15 + 0.5, 1e-12) << "the error is clipped at a fifth";
    controller.update(10.2);
    EXPECT_NEAR(controller.coef(), 0.14 - 0.05, 1e-12) << "the last error counts beside the sum";
    controller.update(30);
    EXPECT_EQ(controller.coef(), 0) << "long responses are never punished";
    controller.update(30);
    controller.update(9);
    EXPECT_NEAR(controller.coef(), 0.05 + 0.25, 1e-12) << "nor is their length remembered";
    LengthController off(0, 0.5);
    off.update(1);
    EXPECT_EQ(off.coef(), 0);
}

TEST(Rewards, RefuseARowWithoutACountedToken) {
    EXPECT_THROW(
        (void)computeRewards({.scores = vector({1}), .kl = matrix({{0, 0}}), .mask = matrix({{0, 0}}), .klCoef = 1}),
        Error);
}

TEST(Advantages, GaeByHand) {
    // γ = 0.5, λ = 0.5: δ = (1 + 0.5·4 − 2, 3 + 0 − 4) = (1, −1); A = (1 + 0.25·(−1), −1).
    const AdvantageOptions options{.gamma = 0.5, .lambda = 0.5};
    expectNumbers(generalisedAdvantages(matrix({{2, 4}}), matrix({{1, 3}}), options), {0.75, -1});
}

TEST(Advantages, ValueAfterTheEndIsZeroAndReturnsAreUnwhitened) {
    // The third column is padding: its value and reward must not reach the response.
    const at::Tensor values = matrix({{2, 4, 50}, {1, 1, 1}});
    const at::Tensor rewards = matrix({{1, 3, 50}, {0, 0, 2}});
    const at::Tensor mask = matrix({{1, 1, 0}, {1, 1, 1}});
    const auto result = computeAdvantages(values, rewards, mask, {.gamma = 1, .lambda = 1});
    expectNumbers(result.values, {2, 4, 0, 1, 1, 1});
    expectNumbers(result.returns, {4, 3, 0, 2, 2, 2});
    // Raw advantages 2, −1, 1, 1, 1: mean 0.8, variance (1.44 + 3.24 + 3·0.04) / 4 = 1.2.
    const double deviation = std::sqrt(1.2);
    EXPECT_NEAR(result.advantages[0][0].item<double>(), 1.2 / deviation, 1e-6);
    EXPECT_NEAR(result.advantages[0][1].item<double>(), -1.8 / deviation, 1e-6);
    EXPECT_NEAR(result.advantages[1][2].item<double>(), 0.2 / deviation, 1e-6);
}

TEST(Advantages, CarryNoGradient) {
    const at::Tensor values = matrix({{2, 4}}).requires_grad_(true);
    const auto result = computeAdvantages(values, matrix({{1, 3}}), matrix({{1, 1}}), {});
    EXPECT_FALSE(result.advantages.requires_grad());
    EXPECT_FALSE(result.returns.requires_grad());
    EXPECT_FALSE(result.values.requires_grad());
}

TEST(Advantages, LeftRawWhenMinibatchesWhiten) {
    const auto raw = computeAdvantages(matrix({{2, 4}}), matrix({{1, 3}}), matrix({{1, 1}}),
                                       {.gamma = 0.5, .lambda = 0.5, .advantages = AdvantageWhitening::Minibatch});
    expectNumbers(raw.advantages, {0.75, -1});
}

TEST(Advantages, WhitenedRewardsStayInsideTheResponseUnlessAsked) {
    // Counted rewards 0, 2, 4: mean 2, deviation 2, so they become 1, 2, 3; a whitened padding 0 would become 1.
    const at::Tensor values = matrix({{0, 0, 0}, {0, 0, 0}});
    const at::Tensor rewards = matrix({{0, 2, 0}, {4, 0, 0}});
    const at::Tensor mask = matrix({{1, 1, 0}, {1, 0, 0}});
    const auto returns = [&](RewardWhitening kind) {
        return computeAdvantages(values, rewards, mask, {.gamma = 1, .lambda = 1, .rewards = kind}).returns;
    };
    expectNumbers(returns(RewardWhitening::Off), {2, 2, 0, 4, 0, 0});
    expectNumbers(returns(RewardWhitening::Response), {3, 2, 0, 3, 0, 0});
    expectNumbers(returns(RewardWhitening::PastEnd), {4, 3, 1, 5, 2, 1});
}

TEST(KlController, AdaptsWithinItsLimits) {
    AdaptiveKlController controller(0.2, 6, 100);
    controller.update(6, 16);
    EXPECT_DOUBLE_EQ(controller.coef(), 0.2);
    controller.update(6.6, 16);  // error 0.1
    EXPECT_NEAR(controller.coef(), 0.2 * 1.016, 1e-15);
    controller.setCoef(1);
    controller.update(-50, 50);  // error −0.2 at the limit
    EXPECT_NEAR(controller.coef(), 0.9, 1e-15);
    controller.setCoef(1);
    controller.update(1e6, 50);
    EXPECT_NEAR(controller.coef(), 1.1, 1e-15);
}

TEST(KlController, FixedStays) {
    const auto controller = makeKlController({.klControl = KlControl::Fixed, .klCoef = 0.3});
    controller->update(100, 100);
    EXPECT_EQ(controller->coef(), 0.3);
}

TEST(AverageMetrics, VarianceExplainedComesFromTheMeans) {
    MinibatchStatistics a, b;
    a.metrics = {{metric::kValueError, 1}, {metric::kReturnsVar, 2}};
    b.metrics = {{metric::kValueError, 2}, {metric::kReturnsVar, 10}};
    const auto mean = averageMetrics({a, b});
    EXPECT_DOUBLE_EQ(mean.at(metric::kValueError), 1.5);
    EXPECT_DOUBLE_EQ(mean.at(metric::kVarExplained), 1 - 1.5 / 6);
    EXPECT_FALSE(averageMetrics({MinibatchStatistics{}}).contains(metric::kVarExplained));
}

}  // namespace
}  // namespace detox
