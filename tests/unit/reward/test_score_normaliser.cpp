// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/reward/score_normaliser.h"

namespace detox {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

TEST(RunningMoments, JoinBatchesAsIfTheyWereOne) {
    RunningMoments parts;
    parts.add({1, 2});
    parts.add({6});
    EXPECT_NEAR(parts.mean, 3, 1e-12);
    EXPECT_NEAR(parts.variance, (4.0 + 1 + 9) / 3, 1e-12);
    EXPECT_NEAR(parts.deviation(), std::sqrt(7.0), 1e-12);
}

TEST(ScoreNormaliser, LeavesScoresAloneByDefault) {
    EXPECT_THAT(ScoreNormaliser({}).apply({1, -20}), ElementsAre(1, -20));
}

TEST(ScoreNormaliser, ScalesThenShiftsThenClips) {
    EXPECT_THAT(ScoreNormaliser({.scaleScores = true}).apply({1, 3}),
                ElementsAre(DoubleNear(1 / std::sqrt(2.0), 1e-6), DoubleNear(3 / std::sqrt(2.0), 1e-6)));
    EXPECT_THAT(ScoreNormaliser({.scaleScores = true, .normaliseScores = true}).apply({1, 3}),
                ElementsAre(DoubleNear(-std::sqrt(0.5), 1e-6), DoubleNear(std::sqrt(0.5), 1e-6)));
    EXPECT_THAT(ScoreNormaliser({.scaleScores = true, .scoreClip = 1}).apply({1, 3}),
                ElementsAre(DoubleNear(1 / std::sqrt(2.0), 1e-6), 1));
}

TEST(ScoreNormaliser, EqualScoresStayFinite) {
    for (const double score : ScoreNormaliser({.scaleScores = true, .normaliseScores = true}).apply({4, 4, 4})) {
        EXPECT_EQ(score, 0);
    }
    EXPECT_TRUE(std::isfinite(ScoreNormaliser({.scaleScores = true}).apply({4})[0]));
}

TEST(ScoreNormaliser, TreatsMoreScoresAsTheLastBatchWithoutCountingThem) {
    ScoreNormaliser normaliser({.scaleScores = true, .normaliseScores = true});
    const auto batch = normaliser.apply({1, 3, 8});
    const RunningMoments moments = normaliser.moments();
    EXPECT_EQ(normaliser.applyOnly({8, 1}), (std::vector{batch[2], batch[0]}));
    EXPECT_EQ(normaliser.moments(), moments);
}

TEST(ScoreNormaliser, GoesOnFromSavedMoments) {
    ScoreNormaliser whole({.scaleScores = true}), resumed({.scaleScores = true});
    (void)whole.apply({1, 3, 8});
    resumed.setMoments(whole.moments());
    EXPECT_EQ(whole.apply({2, 5}), resumed.apply({2, 5}));
}

}  // namespace
}  // namespace detox
