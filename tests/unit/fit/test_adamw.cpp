// SPDX-License-Identifier: GPL-3.0-or-later
#include <vector>

#include <ATen/ops/full.h>
#include <gtest/gtest.h>

#include "core/models/adamw.h"

namespace detox {
namespace {

at::Tensor parameter(std::vector<std::int64_t> shape, double value) {
    return at::full(shape, value, at::kFloat);
}

void giveGradient(const at::Tensor& parameter, double value) {
    parameter.mutable_grad() = at::full(parameter.sizes(), value, at::kFloat);
}

/// Worked by hand: w = 1, rate 0.1, decay 0.01, gradients 0.5 then −0.1.
TEST(AdamW, FollowsTheHandComputedTwoSteps) {
    const at::Tensor weight = parameter({3, 41}, 1.0);
    AdamW optimiser({weight}, {.weightDecay = 0.01});
    giveGradient(weight, 0.5);
    optimiser.step(0.1);
    for (int i : {0, 122}) EXPECT_NEAR(weight.data_ptr<float>()[i], 0.899, 1e-6);
    giveGradient(weight, -0.1);
    optimiser.step(0.1);
    for (int i : {0, 122}) EXPECT_NEAR(weight.data_ptr<float>()[i], 0.8469984, 1e-6);
    EXPECT_EQ(optimiser.steps(), 2);
}

TEST(AdamW, DecaysMatricesOnly) {
    const at::Tensor matrix = parameter({2, 2}, 1.0);
    const at::Tensor vector = parameter({2}, 1.0);
    AdamW optimiser({matrix, vector}, {.weightDecay = 0.5});
    giveGradient(matrix, 0.0);
    giveGradient(vector, 0.0);
    optimiser.step(0.1);
    EXPECT_NEAR(matrix.data_ptr<float>()[0], 0.95, 1e-6);
    EXPECT_EQ(vector.data_ptr<float>()[0], 1.0F);
}

TEST(AdamW, ScalesTheGradientBeforeTheMoments) {
    const at::Tensor weight = parameter({2}, 1.0);
    AdamW optimiser({weight}, {});
    giveGradient(weight, 8.0);
    optimiser.step(0.1, 0.25);
    EXPECT_NEAR(optimiser.firstMoments()[0].data_ptr<float>()[0], 0.2, 1e-6);
    EXPECT_NEAR(optimiser.secondMoments()[0].data_ptr<float>()[0], 0.004, 1e-7);
    EXPECT_EQ(weight.grad().data_ptr<float>()[0], 8.0F);
}

TEST(AdamW, LeavesParametersWithoutAGradientAlone) {
    const at::Tensor idle = parameter({2, 2}, 1.0);
    AdamW optimiser({idle}, {.weightDecay = 0.5});
    optimiser.step(0.1);
    EXPECT_EQ(idle.data_ptr<float>()[0], 1.0F);
}

TEST(Clipping, ScalesToTheLimitOverAllParametersTogether) {
    const at::Tensor a = parameter({1}, 0.0);
    const at::Tensor b = parameter({1}, 0.0);
    giveGradient(a, 3.0);
    giveGradient(b, 4.0);
    EXPECT_NEAR(globalGradientNorm({a, b, parameter({1}, 7.0)}), 5.0, 1e-6);
    EXPECT_NEAR(clipScale(5.0, 1.0), 0.2, 1e-6);
    EXPECT_EQ(clipScale(0.5, 1.0), 1.0);
    EXPECT_EQ(clipScale(5.0, 0.0), 1.0);
}

}  // namespace
}  // namespace detox
