// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "core/ppo/kl_penalty.h"
#include "core/ppo/minibatch_order.h"
#include "core/ppo/ppo_update.h"
#include "core/ppo/token_logprobs.h"
#include "tests/unit/ppo/bigram_model.h"
#include "tests/unit/ppo/tensors.h"

namespace detox {
namespace {

constexpr TokenId kEnd = 4;

/// Mean divergence of the policy's rows from the original's after twenty updates that pay for short responses.
double divergenceAfterTraining(double klLossCoef) {
    const BigramModel policy;
    const BigramModel reference;
    PpoUpdate update({.batchSize = 4,
                      .minibatchSize = 4,
                      .learningRate = 0.03,
                      .klLossCoef = klLossCoef,
                      .klControl = KlControl::Fixed,
                      .klCoef = 0},
                     {policy, reference}, 0, kEnd);
    const RandomMinibatchOrder order(1);
    for (int number = 1; number <= 20; ++number) {
        Rollouts rollouts = update.collect({{1}, {2}, {3}, {0}}, {{0, kEnd}, {1, 2, 3}, {kEnd}, {2, 0, 1}});
        rollouts.scores = rollouts.rawScores = vector({1, -1, 1, -1});
        (void)update.improve(std::move(rollouts), order, number);
    }
    const auto rows = [](const BigramModel& model) {
        return vocabularyLogprobs(model.parameters()[0].tensor.detach());
    };
    return fullKl(rows(policy), rows(reference)).mean().item<double>();
}

TEST(KlLoss, HoldsTheDistributionsWhereTheRewardWouldMoveThem) {
    const double free = divergenceAfterTraining(0);
    EXPECT_GT(free, 0.1);
    EXPECT_LT(divergenceAfterTraining(1), free * 0.6);
    EXPECT_LT(divergenceAfterTraining(50), free * 0.05);
}

TEST(KlLoss, IsAPartOfTheTotal) {
    const auto total = [](double klLossCoef) {
        const BigramModel policy;
        BigramModel reference;
        reference.parameters()[0].tensor.detach().mul_(0.5);
        PpoUpdate update({.batchSize = 2,
                          .minibatchSize = 2,
                          .ppoEpochs = 1,
                          .klLossCoef = klLossCoef,
                          .klControl = KlControl::Fixed,
                          .klCoef = 0},
                         {policy, reference}, 0, kEnd);
        Rollouts rollouts = update.collect({{1}, {2}}, {{0, kEnd}, {1, 2, 3}});
        rollouts.scores = rollouts.rawScores = vector({1, -1});
        const at::Tensor kl = fullKl(vocabularyLogprobs(policy.parameters()[0].tensor.detach()),
                                     vocabularyLogprobs(reference.parameters()[0].tensor.detach()));
        // Rows 1, 0, 2, 1, 2 of the table predict the five response tokens.
        const auto at = [&](int row) { return kl[row].item<double>(); };
        const double mean = (at(1) + at(0) + at(2) + at(1) + at(2)) / 5;
        const double loss =
            update.improve(std::move(rollouts), RandomMinibatchOrder(1), 1).metrics.at("ppo/loss/total");
        return std::pair(loss, mean);
    };
    const auto [without, mean] = total(0);
    EXPECT_GT(mean, 0.01);
    EXPECT_NEAR(total(3).first - without, 3 * mean, 1e-5);
}

}  // namespace
}  // namespace detox
