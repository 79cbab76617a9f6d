// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/TensorOperators.h>
#include <ATen/ops/max.h>
#include <gtest/gtest.h>

#include "core/ppo/response_model.h"
#include "tests/unit/ppo/one_update.h"

namespace detox {
namespace {

/// How far one optimiser step moves the logits and the values of a bigram policy. Adam's first step is the learning
/// rate in the direction of the gradient's sign.
std::vector<double> firstStep(const PpoConfig& config, int number = 1) {
    const BigramModel policy, start;
    static_cast<void>(oneUpdate(config, policy, BigramModel(), number));
    std::vector<double> moved;
    for (std::size_t i = 0; i < policy.parameters().size(); ++i) {
        const at::Tensor difference = policy.parameters()[i].tensor.detach() - start.parameters()[i].tensor.detach();
        moved.push_back(difference.abs().max().item<double>());
    }
    return moved;
}

constexpr PpoConfig kOneStep{.learningRate = 1e-3};

TEST(ValueLearningRate, IsTheLearningRateUnlessSet) {
    const auto moved = firstStep(kOneStep);
    EXPECT_NEAR(moved[0], 1e-3, 1e-5);
    EXPECT_NEAR(moved[1], 1e-3, 1e-5);
}

TEST(ValueLearningRate, MovesTheValuesAlone) {
    PpoConfig config = kOneStep;
    config.valueLearningRate = 0.05;
    const auto moved = firstStep(config);
    EXPECT_NEAR(moved[0], 1e-3, 1e-5);
    EXPECT_NEAR(moved[1], 0.05, 1e-3);
}

TEST(LearningRateSchedule, FallsInEqualStepsToTheLastUpdate) {
    PpoConfig config = kOneStep;
    config.updates = 4;
    EXPECT_NEAR(firstStep(config, 4)[0], 1e-3, 1e-5) << "constant unless set";
    config.learningRateSchedule = LearningRateSchedule::Linear;
    EXPECT_NEAR(firstStep(config, 1)[0], 1e-3, 1e-5);
    EXPECT_NEAR(firstStep(config, 3)[0], 0.5e-3, 1e-5);
    EXPECT_NEAR(firstStep(config, 4)[0], 0.25e-3, 1e-5);
    EXPECT_NEAR(firstStep(config, 9)[0], 0.25e-3, 1e-5) << "a run that goes on keeps the last rate";
}

/// Whether a loss on the values reaches {the model under the head, the head}.
std::pair<bool, bool> reached(ValueGradient gradient) {
    const CausalLm model(gptNeoConfig({.vocabulary = 11, .hidden = 8, .layers = 1, .heads = 2, .positions = 16}), 5);
    const CausalResponseModel policy(model, ValueHead(8, 3), {.valueGradient = gradient});
    const ResponseOutput output = policy.forward(layOut({{1, 2}}, {{3, 4}}));
    output.values.sum().backward();
    const auto all = policy.parameters();
    bool inModel = false;
    for (std::size_t i = 0; i + policy.valueParameters() < all.size(); ++i) {
        inModel = inModel || all[i].tensor.grad().defined();
    }
    return {inModel, all.back().tensor.grad().defined()};
}

TEST(ValueGradient, StopsAtTheHeadWhenItIsToLearnAlone) {
    EXPECT_EQ(reached(ValueGradient::HeadAndModel), std::pair(true, true));
    EXPECT_EQ(reached(ValueGradient::HeadAlone), std::pair(false, true));
}

}  // namespace
}  // namespace detox
