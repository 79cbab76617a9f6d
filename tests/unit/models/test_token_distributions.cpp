// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include "core/models/token_distributions.h"
#include "tests/support/closeness.h"

namespace detox {
namespace {

const Tolerance kTolerance{.absolute = 2e-5, .relative = 1e-4};

/// Everything written out, by libtorch's operators, in double.
TokenStatistics writtenOut(const TokenDistributions& d, const StatisticsWanted& wanted) {
    const auto logprobs = [](const TokenDistributions& of) {
        const at::Tensor bias = of.bias.defined() ? of.bias.to(at::kDouble) : at::Tensor();
        return at::log_softmax(at::linear(of.states.to(at::kDouble), of.head.to(at::kDouble), bias), -1);
    };
    const at::Tensor all = logprobs(d);
    TokenStatistics out{.logprobs = all.gather(1, wanted.targets.unsqueeze(1)).squeeze(1),
                        .entropies = -(all.exp() * all).sum(1),
                        .endLogprobs = {},
                        .kl = {}};
    if (wanted.end) out.endLogprobs = all.select(1, *wanted.end);
    if (wanted.reference != nullptr) out.kl = (all.exp() * (all - logprobs(*wanted.reference))).sum(1);
    return out;
}

struct Leaves {
    TokenDistributions distributions;

    Leaves(std::int64_t tokens, std::int64_t vocabulary, bool bias)
        : distributions{.states = at::randn({tokens, 12}).requires_grad_(true),
                        .head = at::randn({vocabulary, 12}).requires_grad_(true),
                        .bias = bias ? at::randn({vocabulary}).requires_grad_(true) : at::Tensor()} {}
    [[nodiscard]] std::vector<at::Tensor> takeGradients() const {
        std::vector<at::Tensor> gradients;
        for (const at::Tensor& leaf : {distributions.states, distributions.head, distributions.bias}) {
            if (!leaf.defined()) continue;
            gradients.push_back(leaf.grad().clone());
            leaf.mutable_grad().reset();
        }
        return gradients;
    }
};

struct Case {
    const char* name;
    std::int64_t tokens = 9;
    std::int64_t vocabulary = 37;
    bool bias = false, end = false, reference = false;
};

class TokenDistributionsTest : public ::testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(
    Kinds, TokenDistributionsTest,
    ::testing::Values(
        Case{"plain"}, Case{.name = "bias", .bias = true}, Case{.name = "end", .end = true},
        Case{.name = "everything", .bias = true, .end = true, .reference = true},
        Case{.name = "smallVocabulary", .vocabulary = 3, .end = true},
        // Two slices: the logits are computed again in the backward pass.
        Case{.name = "slices", .tokens = 75, .vocabulary = 130'000, .bias = true, .end = true, .reference = true}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_P(TokenDistributionsTest, AreTheWrittenOutOnesWithTheirGradients) {
    const Case& c = GetParam();
    const Leaves leaves(c.tokens, c.vocabulary, c.bias);
    const TokenDistributions reference{
        .states = at::randn({c.tokens, 12}), .head = at::randn({c.vocabulary, 12}), .bias = {}};
    const StatisticsWanted wanted{.targets = at::randint(c.vocabulary, {c.tokens}, at::kLong),
                                  .end = c.end ? std::optional<std::int64_t>(2) : std::nullopt,
                                  .reference = c.reference ? &reference : nullptr};
    const at::Tensor weights = at::randn({4, c.tokens});
    const auto backward = [&](const TokenStatistics& statistics) {
        at::Tensor loss = (statistics.logprobs * weights[0]).sum() + (statistics.entropies * weights[1]).sum();
        if (c.end) loss = loss + (statistics.endLogprobs * weights[2]).sum();
        if (c.reference) loss = loss + (statistics.kl * weights[3]).sum();
        loss.backward();
        return leaves.takeGradients();
    };
    const TokenStatistics actual = tokenStatistics(leaves.distributions, wanted);
    const TokenStatistics expected = writtenOut(leaves.distributions, wanted);
    EXPECT_EQ(difference(actual.logprobs.detach(), expected.logprobs.detach(), kTolerance), "");
    EXPECT_EQ(difference(actual.entropies.detach(), expected.entropies.detach(), kTolerance), "");
    EXPECT_EQ(actual.endLogprobs.defined(), c.end);
    EXPECT_EQ(actual.kl.defined(), c.reference);
    if (c.end) {
        EXPECT_EQ(difference(actual.endLogprobs.detach(), expected.endLogprobs.detach(), kTolerance), "");
    }
    if (c.reference) {
        EXPECT_EQ(difference(actual.kl.detach(), expected.kl.detach(), kTolerance), "");
    }
    const auto gradients = backward(actual);
    const auto expectedGradients = backward(expected);
    ASSERT_EQ(gradients.size(), expectedGradients.size());
    for (std::size_t i = 0; i < gradients.size(); ++i) {
        EXPECT_EQ(difference(gradients[i], expectedGradients[i], {.absolute = 1e-4, .relative = 1e-3}), "") << i;
    }
}

TEST(TokenDistributions, OnlyWhatTheLossUsesCarriesAGradient) {
    const Leaves leaves(4, 11, false);
    const at::Tensor targets = at::tensor(std::vector<std::int64_t>{0, 1, 2, 10});
    tokenStatistics(leaves.distributions, {.targets = targets, .end = 3}).entropies.sum().backward();
    const auto gradients = leaves.takeGradients();
    writtenOut(leaves.distributions, {.targets = targets}).entropies.sum().backward();
    EXPECT_EQ(difference(gradients[0], leaves.takeGradients()[0], kTolerance), "");
}

/// A distribution over two tokens.
TokenDistributions overTwo(float first) {
    return {.states = at::tensor({std::log(first), std::log(1 - first)}).view({1, 2}), .head = at::eye(2), .bias = {}};
}

TEST(TokenDistributions, HandNumbers) {
    const TokenDistributions reference = overTwo(0.5F);
    const TokenStatistics statistics = tokenStatistics(
        overTwo(0.75F), {.targets = at::tensor(std::vector<std::int64_t>{1}), .end = 0, .reference = &reference});
    EXPECT_NEAR(statistics.logprobs.item<double>(), std::log(0.25), 1e-6);
    EXPECT_NEAR(statistics.endLogprobs.item<double>(), std::log(0.75), 1e-6);
    EXPECT_NEAR(statistics.entropies.item<double>(), -0.25 * std::log(0.25) - 0.75 * std::log(0.75), 1e-6);
    EXPECT_NEAR(statistics.kl.item<double>(), 0.75 * std::log(1.5) + 0.25 * std::log(0.5), 1e-6);
}

TEST(TokenDistributions, CertaintyHasNoEntropyAndHugeLogitsStayFinite) {
    const TokenDistributions certain{
        .states = at::tensor({1.0F, -1.0F}).view({1, 2}), .head = at::eye(2).mul(1e4), .bias = {}};
    const TokenStatistics statistics =
        tokenStatistics(certain, {.targets = at::tensor(std::vector<std::int64_t>{1}), .end = 0});
    EXPECT_NEAR(statistics.entropies.item<double>(), 0, 1e-6);
    EXPECT_NEAR(statistics.logprobs.item<double>(), -2e4, 1);
    EXPECT_NEAR(statistics.endLogprobs.item<double>(), 0, 1e-6);
}

}  // namespace
}  // namespace detox
