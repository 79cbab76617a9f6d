// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "core/api/metric_names.h"
#include "tests/unit/ppo/one_update.h"
#include "tests/unit/ppo/short_responses.h"

namespace detox {
namespace {

/// After each token: [5].
at::Tensor entropiesOf(const BigramModel& model) {
    return model.statistics().entropies;
}

TEST(EntropyTarget, PullsFromBothSides) {
    const auto entropyAfter = [](double coef, double target) {
        const PaidForShortResponses trained({.entropyCoef = coef, .entropyTarget = target});
        return entropiesOf(trained.policy).mean().item<double>();
    };
    const double free = entropyAfter(0, 0);
    EXPECT_GT(entropyAfter(5, 1.5), free + 0.1);
    EXPECT_LT(entropyAfter(5, 0.3), free - 0.1);
}

TEST(EntropyTarget, WeighsByTheDistanceOfTheBatchFromIt) {
    const auto totalLoss = [](double coef, double target) {
        return oneUpdate({.entropyCoef = coef, .entropyTarget = target}, BigramModel(), BigramModel())
            .metrics.at(metric::kLossTotal);
    };
    const double mean = meanOverResponses(entropiesOf(BigramModel()));
    EXPECT_NEAR(totalLoss(3, 0) - totalLoss(0, 0), -3 * mean, 1e-5) << "the plain weight";
    EXPECT_NEAR(totalLoss(3, 2) - totalLoss(0, 0), -3 * (2 - mean) * mean, 1e-5);
    EXPECT_NEAR(totalLoss(3, mean) - totalLoss(0, 0), 0, 1e-5);
}

}  // namespace
}  // namespace detox
