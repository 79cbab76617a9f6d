// SPDX-License-Identifier: GPL-3.0-or-later
// Whole updates of a model small enough to reason about: guards, accumulation, switches, state.
#include <cmath>
#include <limits>
#include <numeric>

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "core/api/metric_names.h"
#include "core/ppo/ppo_update.h"
#include "core/util/error.h"
#include "tests/unit/ppo/bigram_model.h"
#include "tests/unit/ppo/tensors.h"

namespace detox {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Rows as they lie.
class PlainOrder final : public MinibatchOrder {
public:
    [[nodiscard]] std::vector<std::int64_t> rows(int, int, std::int64_t count) const override {
        std::vector<std::int64_t> order(static_cast<std::size_t>(count));
        std::iota(order.begin(), order.end(), 0);
        return order;
    }
};

/// Four responses of 4, 1, 2 and 3 tokens.
const TokenRows kQueries{{1, 2}, {3}, {2, 2, 1}, {4}};
const TokenRows kResponses{{0, 1, 2, 3}, {4}, {1, 1}, {2, 0, 4}};

struct Trainer {
    explicit Trainer(const PpoConfig& config) : update(config, {policy, reference}) {}

    [[nodiscard]] Rollouts rollouts(const std::vector<double>& scores = {1, -2, 0.5, 3}) const {
        Rollouts result = update.collect(kQueries, kResponses);
        result.scores = result.rawScores = vector(scores);
        return result;
    }
    PpoReport improve(const Rollouts& experience, int number = 1) { return update.improve(experience, order, number); }
    PpoReport improve() { return improve(rollouts()); }

    /// Everything an update may move, flat.
    [[nodiscard]] std::vector<double> state() const {
        std::vector<double> all;
        auto tensors = update.moments();
        for (const auto& parameter : update.parameters()) tensors.push_back(parameter);
        for (const auto& named : tensors) {
            const auto values = numbers(named.tensor);
            all.insert(all.end(), values.begin(), values.end());
        }
        return all;
    }
    /// Of the only step so far: Adam's first moment is 0.1 times it.
    [[nodiscard]] at::Tensor logitsGradient() const { return update.moments()[0].tensor * 10.0; }

    BigramModel policy;
    BigramModel reference{0.05};
    PlainOrder order;
    PpoUpdate update;
};

PpoConfig oneStep() {
    return {.batchSize = 4, .minibatchSize = 4, .ppoEpochs = 1, .learningRate = 0.01};
}

TEST(SequenceBatch, NamesThePositionsThatPredictTheResponse) {
    const SequenceBatch batch = layOut({{7, 8}, {9}}, {{1}, {2, 3}});
    EXPECT_EQ(numbers(batch.tokens.ids), (std::vector<double>{7, 8, 1, 9, 2, 3}));
    EXPECT_EQ(numbers(batch.predicting), (std::vector<double>{1, 3, 4}));
    EXPECT_EQ(numbers(batch.targets), (std::vector<double>{1, 2, 3}));
    EXPECT_EQ(numbers(spread(vector({10, 20, 30}), batch)), (std::vector<double>{10, 0, 20, 30}));
    EXPECT_THROW((void)layOut({{}}, {{1}}), Error);
    EXPECT_THROW((void)layOut({{1}}, {{}}), Error);
}

TEST(Rollouts, AreZeroAfterTheEndAndCarryNoGradient) {
    const Trainer trainer(oneStep());
    const Rollouts rollouts = trainer.rollouts();
    EXPECT_EQ(numbers(rollouts.mask), (std::vector<double>{1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0}));
    for (const at::Tensor& tensor : {rollouts.logprobs, rollouts.refLogprobs, rollouts.values, rollouts.kl}) {
        EXPECT_FALSE(tensor.requires_grad());
        expectNumbers(tensor * (1.0 - rollouts.mask), std::vector<double>(16, 0.0));
    }
}

TEST(Accumulation, TokenWeightsGiveTheGradientOfOneLargeMinibatch) {
    Trainer whole(oneStep());
    PpoConfig config = oneStep();
    config.minibatchSize = 1;
    config.accumulationSteps = 4;
    Trainer parts(config);
    EXPECT_EQ(whole.improve().steps.size(), 1U);
    EXPECT_EQ(parts.improve().steps.size(), 1U);
    expectNumbers(parts.logitsGradient(), numbers(whole.logitsGradient()));
}

TEST(Switches, MeanOfMeansWeighsShortResponsesMore) {
    PpoConfig config = oneStep();
    config.minibatchSize = 1;
    config.accumulationSteps = 4;
    Trainer tokens(config);
    config.lossAveraging = LossAveraging::MeanOfMeans;
    Trainer means(config);
    tokens.improve();
    means.improve();
    EXPECT_GT((tokens.logitsGradient() - means.logitsGradient()).abs().max().item<double>(), 1e-3);
}

TEST(RatioGuard, ChangesNothingAndIsCounted) {
    PpoConfig config = oneStep();
    config.ratioThreshold = 0.5;  // every minibatch's mean ratio is about 1
    Trainer trainer(config);
    const auto before = trainer.state();
    const PpoReport report = trainer.improve();
    EXPECT_EQ(trainer.state(), before);
    EXPECT_EQ(trainer.update.numbers().optimiserSteps, 0);
    EXPECT_EQ(trainer.update.numbers().guardSkips, 1);
    EXPECT_EQ(report.guardSkips, 1);
    EXPECT_EQ(report.metrics.at(metric::kGuardSkips), 1);
    EXPECT_FALSE(report.metrics.contains(metric::kLossTotal));
}

TEST(Switches, RatioGuardKeepsMomentumStillSteps) {
    PpoConfig config = oneStep();
    Trainer trainer(config);
    trainer.improve();
    const auto momentum = trainer.update.moments();
    const PpoNumbers numbers = trainer.update.numbers();

    config.ratioThreshold = 0.5;
    config.ratioGuardKeepsMomentum = true;
    Trainer guarded(config);
    for (std::size_t i = 0; i < momentum.size(); ++i) guarded.update.moments()[i].tensor.copy_(momentum[i].tensor);
    guarded.update.setNumbers(numbers);
    const auto before = guarded.state();
    const PpoReport report = guarded.improve();
    EXPECT_NE(guarded.state(), before);
    EXPECT_EQ(guarded.update.numbers().optimiserSteps, 2);
    EXPECT_EQ(report.guardSkips, 1);
    EXPECT_EQ(report.metrics.at(metric::kLossTotal), 0);
}

TEST(NonFiniteGuard, ALossThatIsNotFiniteChangesNothing) {
    Trainer trainer(oneStep());
    const auto before = trainer.state();
    const PpoReport report = trainer.improve(trainer.rollouts({kInfinity, 0, 0, 0}));
    EXPECT_EQ(trainer.state(), before);
    EXPECT_EQ(trainer.update.numbers().optimiserSteps, 0);
    EXPECT_EQ(report.nonFiniteSkips, 1);
    for (const auto& [name, value] : report.metrics) EXPECT_TRUE(std::isfinite(value)) << name;
}

/// Its value is finite, but the gradient of its root at 0 is not.
class RootModel final : public ResponseModel {
public:
    explicit RootModel(double value) : m_value(vector({value}).requires_grad_(true)) {}
    [[nodiscard]] ResponseOutput forward(const SequenceBatch& batch) const override {
        ResponseOutput output = m_inner.forward(batch);
        output.values = m_value.sqrt().expand_as(output.values);
        return output;
    }
    [[nodiscard]] std::vector<NamedTensor> parameters() const override {
        auto all = m_inner.parameters();
        all[1] = {"value", m_value};
        return all;
    }

private:
    BigramModel m_inner;
    at::Tensor m_value;
};

TEST(NonFiniteGuard, AGradientThatIsNotFiniteChangesNothing) {
    const RootModel policy(0);
    const BigramModel reference(0.05);
    PpoUpdate update(oneStep(), {policy, reference});
    Rollouts rollouts = update.collect(kQueries, kResponses);
    rollouts.scores = rollouts.rawScores = vector({1, -2, 0.5, 3});
    const PpoReport report = update.improve(rollouts, PlainOrder(), 1);
    EXPECT_EQ(report.nonFiniteSkips, 1);
    EXPECT_EQ(update.numbers().optimiserSteps, 0);
    for (const auto& named : update.moments()) EXPECT_EQ(named.tensor.abs().max().item<double>(), 0) << named.name;
}

TEST(NonFiniteGuard, LeavesTheOtherMinibatchesOfAStepAlone) {
    PpoConfig config = oneStep();
    config.minibatchSize = 2;
    config.accumulationSteps = 2;
    config.whitenPerMinibatch = true;  // so that one bad score spoils its own minibatch only
    Trainer spoiled(config);
    const PpoReport report = spoiled.improve(spoiled.rollouts({1, -2, 0.5, kInfinity}));
    EXPECT_EQ(report.nonFiniteSkips, 1);
    EXPECT_EQ(report.steps.size(), 1U);
    EXPECT_EQ(report.minibatches.size(), 1U);
    for (const double value : spoiled.state()) ASSERT_TRUE(std::isfinite(value));
}

TEST(Clipping, LimitsEveryStepUnlessTrlIsCopied) {
    PpoConfig config = oneStep();
    config.ppoEpochs = 3;
    config.maxGradNorm = 0.01;
    const auto steps = Trainer(config).improve().steps;
    ASSERT_EQ(steps.size(), 3U);
    for (const auto& step : steps) {
        EXPECT_GT(step.norm, 0.1);
        EXPECT_NEAR(step.clippedNorm, 0.01, 1e-5);
    }
    config.clipFirstStepOnly = true;
    const auto asTrl = Trainer(config).improve().steps;
    EXPECT_NEAR(asTrl[0].clippedNorm, 0.01, 1e-5);
    EXPECT_EQ(asTrl[1].clippedNorm, asTrl[1].norm);
}

TEST(EarlyStop, LooksAtHowFarThePolicyMovedNotAtTheKlTarget) {
    PpoConfig config = oneStep();
    config.ppoEpochs = 50;
    config.learningRate = 0.05;
    EXPECT_EQ(Trainer(config).improve().minibatches.size(), 50U);
    config.earlyStop = true;
    config.earlyStopKl = 1e-4;
    config.klTarget = 1e-6;
    const auto stopped = Trainer(config).improve().minibatches;
    ASSERT_LT(stopped.size(), 50U);
    EXPECT_GT(stopped.back().policyKl, 1.5e-4);
    for (std::size_t i = 0; i + 1 < stopped.size(); ++i) EXPECT_LE(stopped[i].policyKl, 1.5e-4);
}

TEST(SelfCheck, StaleLogprobsAreComputedAgainAndReported) {
    Trainer trainer(oneStep()), stale(oneStep());
    const PpoReport good = trainer.improve();
    EXPECT_FALSE(good.oldLogprobsRecomputed);
    EXPECT_LE(good.metrics.at(metric::kFirstRatioDeviation), 1e-6);

    Rollouts rollouts = stale.rollouts();
    rollouts.logprobs = rollouts.logprobs - rollouts.mask * 0.01;
    const PpoReport report = stale.improve(rollouts);
    EXPECT_TRUE(report.oldLogprobsRecomputed);
    EXPECT_NEAR(report.metrics.at(metric::kFirstRatioDeviation), std::exp(0.01) - 1, 1e-5);
    EXPECT_EQ(stale.state(), trainer.state());
}

TEST(Switches, ObjectiveKlIsSignedUnlessItFollowsThePenalty) {
    PpoConfig config = oneStep();
    config.klKind = KlKind::Abs;
    Trainer plain(config);
    const Rollouts rollouts = plain.rollouts();
    const double signedKl = ((rollouts.logprobs - rollouts.refLogprobs) * rollouts.mask).sum().item<double>() / 4;
    const double absolute = ((rollouts.logprobs - rollouts.refLogprobs).abs() * rollouts.mask).sum().item<double>() / 4;
    ASSERT_GT(absolute - signedKl, 1e-3);
    const PpoReport report = plain.improve(rollouts);
    EXPECT_NEAR(report.metrics.at(metric::kKl), signedKl, 1e-6);
    EXPECT_NEAR(report.metrics.at(metric::kKlPerToken), signedKl * 4 / 10, 1e-6);
    config.objectiveKlFollowsPenalty = true;
    EXPECT_NEAR(Trainer(config).improve().metrics.at(metric::kKl), absolute, 1e-6);
}

TEST(Switches, AdvantagesAreWhitenedOverTheBatchUnlessPerMinibatch) {
    PpoConfig config = oneStep();
    config.minibatchSize = 2;
    const auto batch = Trainer(config).improve().minibatches;
    EXPECT_GT(std::abs(batch[0].metrics.at(metric::kAdvantagesMean)), 1e-2);
    EXPECT_NEAR(
        (batch[0].metrics.at(metric::kAdvantagesMean) * 5 + batch[1].metrics.at(metric::kAdvantagesMean) * 5) / 10, 0,
        1e-6);
    config.whitenPerMinibatch = true;
    for (const auto& minibatch : Trainer(config).improve().minibatches) {
        EXPECT_NEAR(minibatch.metrics.at(metric::kAdvantagesMean), 0, 1e-6);
    }
}

TEST(KlControl, CountsTheSequencesOfTheUpdate) {
    PpoConfig config = oneStep();
    config.klTarget = 1e-6;
    config.klHorizon = 100;
    config.klCoef = 1;
    Trainer trainer(config);
    const PpoReport report = trainer.improve();
    ASSERT_LT(report.metrics.at(metric::kKl), 0);  // far below the target: the error is −0.2
    EXPECT_EQ(report.metrics.at(metric::kKlCoef), 1);
    EXPECT_NEAR(trainer.update.numbers().klCoef, 1 - 0.2 * 4 / 100, 1e-12);
}

TEST(State, ARestoredTrainerGoesOnBitForBit) {
    PpoConfig config = oneStep();
    config.minibatchSize = 2;
    config.ppoEpochs = 2;
    Trainer whole(config), resumed(config);
    whole.improve();
    for (std::size_t i = 0; i < whole.update.moments().size(); ++i) {
        resumed.update.moments()[i].tensor.copy_(whole.update.moments()[i].tensor);
    }
    for (std::size_t i = 0; i < whole.update.parameters().size(); ++i) {
        resumed.update.parameters()[i].tensor.detach().copy_(whole.update.parameters()[i].tensor.detach());
    }
    resumed.update.setNumbers(whole.update.numbers());
    const PpoReport a = whole.improve(whole.rollouts(), 2);
    const PpoReport b = resumed.improve(resumed.rollouts(), 2);
    EXPECT_EQ(a.metrics, b.metrics);
    EXPECT_EQ(whole.state(), resumed.state());
    EXPECT_EQ(whole.update.numbers().klCoef, resumed.update.numbers().klCoef);
}

TEST(Interruption, LeavesKlCoefAndCountersAlone) {
    PpoConfig config = oneStep();
    config.minibatchSize = 1;
    Trainer trainer(config);
    int asked = 0;
    const auto stopAtThird = [&] {
        if (++asked == 3) throw cancelled();
        return ComputeTurn();
    };
    EXPECT_THROW((void)trainer.update.improve(trainer.rollouts(), trainer.order, 1, stopAtThird), Error);
    EXPECT_EQ(trainer.update.numbers().optimiserSteps, 2);
    EXPECT_EQ(trainer.update.numbers().klCoef, config.klCoef);
    EXPECT_EQ(asked, 3);
}

TEST(MinibatchOrder, IsAPermutationThatDependsOnSeedUpdateAndEpoch) {
    const RandomMinibatchOrder order(7);
    auto rows = order.rows(1, 0, 50);
    EXPECT_EQ(rows, RandomMinibatchOrder(7).rows(1, 0, 50));
    EXPECT_NE(rows, RandomMinibatchOrder(8).rows(1, 0, 50));
    EXPECT_NE(rows, order.rows(2, 0, 50));
    EXPECT_NE(rows, order.rows(1, 1, 50));
    std::sort(rows.begin(), rows.end());
    for (std::int64_t i = 0; i < 50; ++i) EXPECT_EQ(rows[static_cast<std::size_t>(i)], i);
}

TEST(Learning, RaisesTheProbabilityOfWhatIsRewarded) {
    PpoConfig config = oneStep();
    config.learningRate = 0.05;
    config.klCoef = 0;
    Trainer trainer(config);
    // The first response is good, the others are bad.
    const auto probabilities = [&] { return (trainer.rollouts().logprobs * trainer.rollouts().mask).sum(1); };
    const at::Tensor before = probabilities();
    for (int i = 1; i <= 5; ++i) trainer.improve(trainer.rollouts({5, -5, -5, -5}), i);
    EXPECT_GT((probabilities() - before)[0].item<double>(), 0.05);
}

}  // namespace
}  // namespace detox
