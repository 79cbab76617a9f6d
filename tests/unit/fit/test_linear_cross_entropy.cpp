// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <ATen/ops/arange.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include "core/training/linear_cross_entropy.h"

namespace detox {
namespace {

/// Numbers without a pattern, the same everywhere.
at::Tensor waves(std::int64_t rows, std::int64_t columns, double frequency) {
    return at::arange(rows * columns, at::kFloat).mul_(frequency).sin_().view({rows, columns});
}

/// Two states, three words: logits (1, 0, −1) and (2, 0, −2).
TEST(LinearCrossEntropy, MatchesHandNumbers) {
    const at::Tensor hidden = at::tensor({1.0F, 2.0F}).view({2, 1});
    const at::Tensor weight = at::tensor({1.0F, 0.0F, -1.0F}).view({3, 1});
    const at::Tensor targets = at::tensor({0, 2}, at::kLong);
    const double z1 = std::exp(1.0) + 1.0 + std::exp(-1.0);
    const double z2 = std::exp(2.0) + 1.0 + std::exp(-2.0);
    at::Tensor weightGradient = at::zeros_like(weight);
    const auto out = linearCrossEntropy(hidden, weight, targets, 0.5, weightGradient);
    EXPECT_NEAR(out.loss, (std::log(z1) - 1.0) + (std::log(z2) + 2.0), 1e-6);
    const double wanted = 0.5 * ((std::exp(1.0) / z1 - 1.0) - std::exp(-1.0) / z1);
    EXPECT_NEAR(out.hiddenGradient.data_ptr<float>()[0], wanted, 1e-6);
    const double ofFirstWord = 0.5 * ((std::exp(1.0) / z1 - 1.0) + 2.0 * std::exp(2.0) / z2);
    EXPECT_NEAR(weightGradient.data_ptr<float>()[0], ofFirstWord, 1e-6);
}

/// More positions than a slice, against autograd over the whole at once.
TEST(LinearCrossEntropy, EqualsAutogradAcrossSlices) {
    at::Tensor hidden = waves(600, 16, 0.37).requires_grad_();
    at::Tensor weight = waves(50, 16, 0.11).requires_grad_();
    const at::Tensor targets = at::arange(600, at::kLong).mul_(7).remainder_(50);
    const at::Tensor loss = at::log_softmax(hidden.mm(weight.t()), 1).gather(1, targets.unsqueeze(1)).sum().mul(-0.25);
    loss.backward();
    at::Tensor weightGradient = at::zeros({50, 16});
    const auto out = linearCrossEntropy(hidden.detach(), weight.detach(), targets, 0.25, weightGradient);
    EXPECT_NEAR(out.loss, loss.item<double>() * 4, 1e-3);
    EXPECT_LT(out.hiddenGradient.sub(hidden.grad()).abs().max().item<double>(), 1e-6);
    EXPECT_LT(weightGradient.sub(weight.grad()).abs().max().item<double>(), 2e-5);
}

TEST(LinearCrossEntropy, WithoutAGradientOnlyMeasures) {
    const auto out = linearCrossEntropy(waves(3, 4, 0.3), waves(5, 4, 0.2), at::tensor({0, 1, 4}, at::kLong));
    EXPECT_GT(out.loss, 0);
    EXPECT_FALSE(out.hiddenGradient.defined());
}

}  // namespace
}  // namespace detox
