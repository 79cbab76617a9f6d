// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include <gtest/gtest.h>

#include "core/ppo/ppo_update.h"
#include "tests/support/closeness.h"
#include "tests/unit/models/tiny_models.h"
#include "tests/unit/ppo/tensors.h"

namespace detox {
namespace {

const TokenRows kQueries{{3, 14, 15}, {27}, {31, 4}, {5, 8, 9, 7}};
const TokenRows kResponses{{9, 2}, {1, 30, 12, 60}, {15}, {9, 26, 5}};

/// A policy and a reference with their first layers in common, and one update of them. `throughTrunk` says whether what
/// those layers give is computed once or by every pass.
struct Trained {
    CausalLm policy = tinyLm();
    CausalLm reference = policy.frozenCopy();
    PpoReport report;

    Trained(std::int64_t layers, std::int64_t throughTrunk) {
        reference.shareTrunk(policy, layers);
        const CausalResponseModel policyModel(policy, ValueHead(36, 3), {.sharedLayers = throughTrunk});
        const CausalResponseModel referenceModel(reference, std::nullopt, {.sharedLayers = throughTrunk});
        PpoUpdate update({.batchSize = 4, .minibatchSize = 2, .ppoEpochs = 3, .learningRate = 1e-2, .klLossCoef = 0.1},
                         {policyModel, referenceModel});
        Rollouts rollouts = update.collect(kQueries, kResponses);
        EXPECT_EQ(rollouts.trunk.size(), throughTrunk > 0 ? 4U : 0U);
        rollouts.scores = rollouts.rawScores = vector({1, -1, 0.5, 0});
        report = update.improve(std::move(rollouts), RandomMinibatchOrder(1), 1);
    }
};

TEST(SharedTrunk, LiesInMemoryOnceAndStaysAsItWas) {
    const CausalLm original = tinyLm();
    const Trained trained(2, 2);
    for (const auto& [name, tensor] : trained.policy.parameters().all()) {
        const bool trunk = name.starts_with("layer.0.") || name.starts_with("layer.1.") || name.ends_with("embedding");
        const at::Tensor& reference = trained.reference.parameters().get(name);
        EXPECT_EQ(tensor.data_ptr() == reference.data_ptr(), trunk) << name;
        EXPECT_EQ(tensor.requires_grad(), !trunk) << name;
        EXPECT_TRUE(reference.equal(original.parameters().get(name))) << name;
        EXPECT_EQ(tensor.equal(original.parameters().get(name)), trunk) << name;
    }
}

TEST(SharedTrunk, ComputedOnceItGivesWhatComputingItAgainGives) {
    const Trained once(2, 2);
    const Trained again(2, 0);
    for (const auto& [name, tensor] : once.policy.parameters().all()) {
        EXPECT_EQ(difference(tensor.detach(), again.policy.parameters().get(name).detach(), {.absolute = 1e-6}), "")
            << name;
    }
    for (const auto& [name, value] : again.report.metrics) {
        EXPECT_NEAR(once.report.metrics.at(name), value, 1e-5) << name;
    }
}

TEST(SharedTrunk, LeavesSomethingToTrain) {
    CausalLm reference = tinyLm();
    EXPECT_THROW(reference.shareTrunk(tinyLm(), 3), Error);
}

}  // namespace
}  // namespace detox
