// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_sigmoid.h>
#include <gtest/gtest.h>

#include "core/api/metric_names.h"
#include "core/ppo/ending_kl.h"
#include "core/util/error.h"
#include "tests/unit/ppo/short_responses.h"

namespace detox {
namespace {

TEST(EndingKl, IsTheDivergenceOfTwoCoins) {
    const at::Tensor ref = vector({std::log(0.5), std::log(0.2), std::log(0.3)});
    const at::Tensor now = vector({std::log(0.25), std::log(0.2), std::log(0.9)});
    expectNumbers(endingKl(ref, now), {0.5 * std::log(0.5 / 0.25) + 0.5 * std::log(0.5 / 0.75), 0,
                                       0.3 * std::log(0.3 / 0.9) + 0.7 * std::log(0.7 / 0.1)});
}

TEST(EndingKl, PullsTheLogitByTheDifferenceOfTheProbabilities) {
    const at::Tensor logit = vector({0.0, -2.0, 3.0}).requires_grad_(true);
    const at::Tensor now = at::log_sigmoid(logit);
    endingKl(vector({std::log(0.1), std::log(0.1), std::log(0.1)}), now).sum().backward();
    const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
    expectNumbers(logit.grad(), {sigmoid(0) - 0.1, sigmoid(-2) - 0.1, sigmoid(3) - 0.1});
}

TEST(EndingKl, StaysFiniteWhereTheEndIsCertainOrImpossible) {
    const at::Tensor now = vector({0.0, -50.0, 0.0, -50.0}).requires_grad_(true);
    const at::Tensor kl = endingKl(vector({-50.0, 0.0, 0.0, -50.0}), now);
    EXPECT_TRUE(kl.isfinite().all().item<bool>());
    kl.sum().backward();
    EXPECT_TRUE(now.grad().isfinite().all().item<bool>());
}

/// The probability of the end after each token, [5].
at::Tensor endProbabilities(const BigramModel& model) {
    return model.parameters()[0].tensor.softmax(0).select(0, PaidForShortResponses::kEnd).detach();
}

TEST(EndingTerm, HoldsTheEndWhereTheRewardWouldMoveIt) {
    const at::Tensor original = endProbabilities(BigramModel());
    const auto moved = [&](double coef) {
        const PaidForShortResponses trained({.endingCoef = coef});
        EXPECT_GT(trained.last.metrics.at(metric::kEndingKl), 0);
        return (endProbabilities(trained.policy) - original).abs().max().item<double>();
    };
    EXPECT_GT(moved(0), 0.2);
    EXPECT_LT(moved(50), 0.05);
}

TEST(EndingTerm, NeedsAnEndToken) {
    const BigramModel model;
    EXPECT_THROW(PpoUpdate({.endingCoef = 1}, {model, model}), Error);
    EXPECT_NO_THROW(PpoUpdate({.endingCoef = 0}, {model, model}));
}

}  // namespace
}  // namespace detox
