// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <gtest/gtest.h>

#include "core/api/metric_names.h"
#include "core/ppo/losses.h"
#include "tests/unit/ppo/tensors.h"

namespace detox {
namespace {

/// One row of tokens with given ratios; old log-probabilities are −1.
LossInputs inputs(const std::vector<double>& ratios, const std::vector<double>& advantages) {
    std::vector<double> logprobs;
    for (const double ratio : ratios) logprobs.push_back(-1 + std::log(ratio));
    const std::vector<double> zeros(ratios.size(), 0.0);
    return {.logprobs = matrix({logprobs}).requires_grad_(true),
            .values = matrix({zeros}).requires_grad_(true),
            .entropies = matrix({std::vector<double>(ratios.size(), 2.0)}),
            .oldLogprobs = matrix({std::vector<double>(ratios.size(), -1.0)}),
            .oldValues = matrix({zeros}),
            .advantages = matrix({advantages}),
            .returns = matrix({zeros}),
            .mask = matrix({std::vector<double>(ratios.size(), 1.0)})};
}

TEST(PolicyLoss, ClipsOnTheSideThatWouldHelp) {
    // A = 1: ρ = 2 is cut to 1.2 (no gradient), ρ = 0.5 is not; A = −1: ρ = 0.5 is cut to 0.8, ρ = 2 is not.
    const LossInputs in = inputs({2, 0.5, 0.5, 2}, {1, 1, -1, -1});
    const Losses losses = ppoLosses(in, {.valueCoef = 0});
    EXPECT_NEAR(losses.policy.item<double>(), (-1.2 - 0.5 + 0.8 + 2) / 4, 1e-6);
    EXPECT_NEAR(losses.statistics.metrics.at(metric::kClipFraction), 0.5, 1e-9);
    losses.total.backward();
    expectNumbers(in.logprobs.grad(), {0, -0.5 / 4, 0, 2.0 / 4});
}

TEST(PolicyLoss, MasksPadding) {
    LossInputs in = inputs({1.1, 100}, {1, 1});
    in.mask = matrix({{1, 0}});
    const Losses losses = ppoLosses(in, {});
    EXPECT_NEAR(losses.policy.item<double>(), -1.1, 1e-6);
    EXPECT_NEAR(losses.statistics.meanRatio, 1.1, 1e-6);
    EXPECT_EQ(losses.statistics.tokens, 1);
    losses.total.backward();
    EXPECT_EQ(in.logprobs.grad()[0][1].item<double>(), 0);
}

TEST(ValueLoss, TakesTheWorseOfPlainAndClipped) {
    LossInputs in = inputs({1, 1}, {0, 0});
    // Old value 0, range 0.2. First: V = 0.5, R = 1: plain 0.25, clipped (0.2 − 1)² = 0.64 counts, without gradient.
    // Second: V = 0.5, R = 0: plain 0.25 counts, clipped 0.04.
    in.values = matrix({{0.5, 0.5}}).requires_grad_(true);
    in.returns = matrix({{1, 0}});
    const Losses losses = ppoLosses(in, {.valueCoef = 0.1});
    EXPECT_NEAR(losses.value.item<double>(), 0.5 * (0.64 + 0.25) / 2, 1e-6);
    EXPECT_NEAR(losses.total.item<double>(), 0.1 * losses.value.item<double>(), 1e-6);
    EXPECT_NEAR(losses.statistics.metrics.at(metric::kValueClipFraction), 0.5, 1e-9);
    losses.total.backward();
    expectNumbers(in.values.grad(), {0, 0.1 * 0.5 * 2 * 0.5 / 2});
}

TEST(Losses, DifferentiateOnlyTheTrainedModelsOutputs) {
    LossInputs in = inputs({1.1, 0.9}, {1, -1});
    for (at::Tensor* fixed : {&in.oldLogprobs, &in.oldValues, &in.advantages, &in.returns}) fixed->requires_grad_(true);
    ppoLosses(in, {}).total.backward();
    for (const at::Tensor& fixed : {in.oldLogprobs, in.oldValues, in.advantages, in.returns}) {
        EXPECT_FALSE(fixed.grad().defined());
    }
    EXPECT_TRUE(in.logprobs.grad().defined());
}

TEST(Losses, EntropyTermIsOffUnlessAsked) {
    const LossInputs in = inputs({1, 1}, {0, 0});
    EXPECT_EQ(ppoLosses(in, {}).total.item<double>(), 0);
    EXPECT_NEAR(ppoLosses(in, {.entropyCoef = 0.01}).total.item<double>(), -0.02, 1e-8);
}

TEST(Losses, SayHowFarThePolicyMoved) {
    const auto statistics = ppoLosses(inputs({std::exp(0.3), std::exp(-0.1)}, {0, 0}), {}).statistics;
    EXPECT_NEAR(statistics.policyKl, -0.1, 1e-6);  // mean of lpOld − lp, signed
    EXPECT_NEAR(statistics.metrics.at(metric::kApproxKl), 0.5 * (0.09 + 0.01) / 2, 1e-6);
}

}  // namespace
}  // namespace detox
