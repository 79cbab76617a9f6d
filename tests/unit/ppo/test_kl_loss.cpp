// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "core/api/metric_names.h"
#include "tests/unit/ppo/one_update.h"
#include "tests/unit/ppo/short_responses.h"

namespace detox {
namespace {

/// Of the distribution after each token: [5].
at::Tensor divergence(const BigramModel& policy, const BigramModel& reference) {
    return policy.statistics(&reference).kl;
}

TEST(KlLoss, HoldsTheDistributionsWhereTheRewardWouldMoveThem) {
    const auto moved = [](double coef) {
        return divergence(PaidForShortResponses({.klLossCoef = coef}).policy, BigramModel()).mean().item<double>();
    };
    const double free = moved(0);
    EXPECT_GT(free, 0.1);
    EXPECT_LT(moved(1), free * 0.6);
    EXPECT_LT(moved(50), free * 0.05);
}

TEST(KlLoss, AddsItsMeanOverTheResponseTokensToTheTotal) {
    const BigramModel reference(0.3);
    const auto totalLoss = [&](double coef) {
        return oneUpdate({.klLossCoef = coef}, BigramModel(), reference).metrics.at(metric::kLossTotal);
    };
    const double mean = meanOverResponses(divergence(BigramModel(), reference));
    EXPECT_GT(mean, 0.01);
    EXPECT_NEAR(totalLoss(3) - totalLoss(0), 3 * mean, 1e-5);
}

}  // namespace
}  // namespace detox
