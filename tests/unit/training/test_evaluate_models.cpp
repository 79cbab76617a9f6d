// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/training/evaluate_models.h"
#include "tests/unit/training/recording_observer.h"
#include "tests/unit/training/tiny_run.h"

namespace detox {
namespace {

using ::testing::HasSubstr;

EvaluationSetup tinyEvaluation() {
    const TinyWorld& world = tinyWorld();
    return {.model = world.model(), .judge = world.judge(), .prompts = world.prompts(), .limit = 5, .seed = 3};
}

EvaluationResult evaluate(const EvaluationSetup& setup) {
    RecordingObserver observer;
    return evaluateModels(setup, stopCheck({}), observer);
}

TEST(EvaluateModels, AModelAgainstItselfIsEqualOnBothSides) {
    EvaluationSetup setup = tinyEvaluation();
    setup.baseline = tinyWorld().model();
    const auto result = evaluate(setup);
    ASSERT_TRUE(result.baseline);
    EXPECT_EQ(result.model.n, 5);
    EXPECT_EQ(result.model.meanToxicity, result.baseline->meanToxicity);
    EXPECT_EQ(result.model.perplexity, result.baseline->perplexity);
    EXPECT_EQ(result.modelSamples[4].response, result.baselineSamples[4].response);
    EXPECT_GT(result.model.meanLength, 0);
    EXPECT_GT(result.model.meanToxicity, 0);
    EXPECT_LT(result.model.meanToxicity, 1);
}

TEST(EvaluateModels, ALimitTakesTheFirstPromptsAndLeavesThemAsTheyWere) {
    const auto five = evaluate(tinyEvaluation());
    EvaluationSetup setup = tinyEvaluation();
    setup.limit = 0;
    const auto all = evaluate(setup);
    EXPECT_EQ(all.model.n, 40);
    EXPECT_FALSE(all.baseline);
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(five.modelSamples[i].response, all.modelSamples[i].response);
}

TEST(EvaluateModels, AnotherSeedAnswersOtherwise) {
    EvaluationSetup setup = tinyEvaluation();
    setup.seed = 4;
    EXPECT_NE(evaluate(setup).modelSamples[0].response, evaluate(tinyEvaluation()).modelSamples[0].response);
}

TEST(EvaluateModels, AStopIsAnswered) {
    std::stop_source stop;
    stop.request_stop();
    RecordingObserver observer;
    EXPECT_THROW((void)evaluateModels(tinyEvaluation(), stopCheck(stop.get_token()), observer), Error);
}

}  // namespace
}  // namespace detox
