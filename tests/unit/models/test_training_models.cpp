// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "core/models/value_head.h"
#include "tests/support/golden_arrays.h"
#include "tests/unit/models/tiny_models.h"

namespace detox {
namespace {

void descend(const ParameterSet& parameters, double rate) {
    const c10::NoGradGuard noGrad;
    for (const NamedTensor& p : parameters.all()) {
        if (!p.tensor.grad().defined()) continue;
        p.tensor.add_(p.tensor.grad(), -rate);
        p.tensor.mutable_grad().reset();
    }
}

TEST(TrainingModels, TheSeedDecidesTheFirstValues) {
    EXPECT_TRUE(tinyLm(1).weights().tokenEmbedding.equal(tinyLm(1).weights().tokenEmbedding));
    EXPECT_FALSE(tinyLm(1).weights().tokenEmbedding.equal(tinyLm(2).weights().tokenEmbedding));
    const CausalLm lm = tinyLm(1);
    EXPECT_FALSE(lm.weights().layers[0].up.weight.equal(lm.weights().layers[1].up.weight));
    EXPECT_NEAR(lm.weights().layers[0].up.weight.std().item<double>(), 0.02, 0.001);
    EXPECT_EQ(lm.weights().layers[0].attentionNorm.weight.min().item<double>(), 1);
    EXPECT_EQ(lm.parameters().elements(), 61 * 36 + 40 * 36 + 3 * (12 * 36 * 36 + 36 * (4 + 1 + 4 + 1)) + 2 * 36);
}

TEST(TrainingModels, ADecoderLearnsARow) {
    const CausalLm lm = tinyLm();
    const TokenBatch batch = padRows({{3, 14, 15, 9, 2, 6, 5}}, 0, PaddingSide::Right);
    const at::Tensor targets = batch.ids[0].narrow(0, 1, 6);
    const auto loss = [&] {
        return at::cross_entropy_loss(lm.logits(lm.hiddenStates(batch)[0].narrow(0, 0, 6)), targets);
    };
    const double before = loss().item<double>();
    for (int step = 0; step < 60; ++step) {
        loss().backward();
        descend(lm.parameters(), 0.3);
    }
    EXPECT_LT(loss().item<double>(), 0.2 * before);
}

TEST(TrainingModels, TextsBeyondThePositionsAndForeignIdsAreRefused) {
    const CausalLm lm = tinyLm();
    const SequenceClassifier classifier(tinyEncoder(), 1);
    const TokenBatch longText{at::ones({1, 41}, at::kLong), {}, {}};
    const TokenBatch foreign{at::ones({1, 2}, at::kLong).mul(61), {}, {}};
    EXPECT_THROW(static_cast<void>(lm.hiddenStates(longText)), Error);
    EXPECT_THROW(static_cast<void>(lm.hiddenStates(foreign)), Error);
    EXPECT_THROW(static_cast<void>(classifier.logits(longText)), Error);
    EXPECT_THROW(static_cast<void>(classifier.logits(foreign)), Error);
}

TEST(TrainingModels, AFrozenCopyDoesNotFollowItsOriginal) {
    const CausalLm lm = tinyLm();
    const CausalLm copy = lm.frozenCopy();
    lm.weights().tokenEmbedding.data().add_(1);
    EXPECT_TRUE(copy.weights().tokenEmbedding.equal(tinyLm().weights().tokenEmbedding));
}

TEST(Dropouts, DropTheAskedShareAndKeepTheMean) {
    Dropout dropout(4, 0);
    const at::Tensor dropped = dropout.apply(at::ones({400, 251}, at::kFloat), 0.25);
    EXPECT_NEAR(dropped.eq(0).to(at::kFloat).mean().item<double>(), 0.25, 0.01);
    EXPECT_NEAR(dropped.mean().item<double>(), 1, 0.01);
    EXPECT_FALSE(dropped.equal(dropout.apply(at::ones({400, 251}, at::kFloat), 0.25)));
}

TEST(Dropouts, TheStepDecidesWhatIsDropped) {
    const SequenceClassifier classifier(tinyEncoder(), 1);
    const TokenBatch batch = padRows({{0, 7, 8, 2}, {0, 9, 2}}, 1, PaddingSide::Right);
    const auto logits = [&](std::uint32_t step) {
        Dropout dropout(4, step);
        return classifier.logits(batch, &dropout);
    };
    EXPECT_TRUE(logits(1).equal(logits(1)));
    EXPECT_FALSE(logits(1).equal(logits(2)));
    EXPECT_FALSE(logits(1).equal(classifier.logits(batch)));
}

TEST(ValueHeads, AreALinearFunctionOfTheState) {
    const ValueHead head(3, 1);
    const at::Tensor& weight = head.parameters().get("value_head.weight");
    const at::Tensor state = at::tensor({1.0F, -2.0F, 0.5F}).view({1, 1, 3});
    const double expected =
        weight[0][0].item<double>() - 2 * weight[0][1].item<double>() + weight[0][2].item<double>() / 2;
    EXPECT_NEAR(head.values(state).item<double>(), expected, 1e-7);
    EXPECT_EQ(head.values(state).sizes(), (std::vector<std::int64_t>{1, 1}));
}

TEST(GradientCheckpointing, GivesTheSameGradients) {
    const CausalLm model = tinyLm();
    const PackedTokens tokens = packRows(tinyRows());
    const auto gradients = [&](Activations activations, bool trainedEmbeddings) {
        for (const NamedTensor& p : model.parameters().all()) {
            p.tensor.requires_grad_(trainedEmbeddings || !p.name.ends_with("embedding"));
            p.tensor.mutable_grad().reset();
        }
        model.hiddenStates(tokens, {}, activations).square().sum().backward();
        std::vector<at::Tensor> all;
        for (const NamedTensor& p : model.parameters().all()) {
            if (p.tensor.requires_grad()) all.push_back(p.tensor.grad().clone());
        }
        return all;
    };
    for (const bool trainedEmbeddings : {true, false}) {
        const auto kept = gradients(Activations::Kept, trainedEmbeddings);
        const auto again = gradients(Activations::Recomputed, trainedEmbeddings);
        ASSERT_EQ(kept.size(), again.size());
        for (std::size_t i = 0; i < kept.size(); ++i) EXPECT_TRUE(kept[i].equal(again[i])) << i;
    }
}

}  // namespace
}  // namespace detox
