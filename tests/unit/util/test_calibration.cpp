// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <gtest/gtest.h>

#include "core/util/calibration.h"

namespace detox {
namespace {

/// `n` texts with a margin, `toxic` of them toxic.
void add(std::vector<LabelledMargin>& texts, double margin, int n, int toxic, double weight = 1) {
    for (int i = 0; i < n; ++i) texts.push_back({margin, i < toxic, weight});
}

TEST(Temperature, MakesTheScoresWhatTheLabelsSay) {
    // Nine of ten right at a margin of 6: the temperature makes that margin ln 9.
    std::vector<LabelledMargin> texts;
    add(texts, 6, 10, 9);
    add(texts, -6, 10, 1);
    const double temperature = fitTemperature(texts);
    EXPECT_NEAR(temperature, 6 / std::log(9.0), 1e-6);
    for (const auto& score : scoresAt(texts, temperature)) {
        EXPECT_NEAR(std::abs(score.toxicity - 0.5), 0.4, 1e-6);
    }
}

TEST(Temperature, WeighsTexts) {
    std::vector<LabelledMargin> texts;
    add(texts, 6, 10, 9);
    add(texts, -6, 10, 1);
    add(texts, 6, 100, 50, 0);
    EXPECT_NEAR(fitTemperature(texts), 6 / std::log(9.0), 1e-6);
}

TEST(Temperature, IsOneWhereLabelsSayNothing) {
    std::vector<LabelledMargin> texts;
    EXPECT_EQ(fitTemperature(texts), 1);
    add(texts, 3, 5, 5);
    EXPECT_EQ(fitTemperature(texts), 1);
}

TEST(Temperature, StaysInBoundsForPerfectAndUselessMargins) {
    std::vector<LabelledMargin> perfect, useless;
    add(perfect, 1, 5, 5);
    add(perfect, -1, 5, 0);
    add(useless, 1, 5, 0);
    add(useless, -1, 5, 5);
    EXPECT_NEAR(fitTemperature(perfect), 0.05, 1e-3);
    EXPECT_NEAR(fitTemperature(useless), 20, 0.1);
}

TEST(Reliability, CountsTenths) {
    const auto result =
        reliabilityOf(std::vector<LabelledScore>{{0.05, false}, {0.07, true}, {1.0, true}, {0.55, false}});
    ASSERT_EQ(result.bins.size(), 10U);
    EXPECT_EQ(result.bins[0].n, 2);
    EXPECT_NEAR(result.bins[0].meanScore, 0.06, 1e-12);
    EXPECT_NEAR(result.bins[0].toxicShare, 0.5, 1e-12);
    EXPECT_EQ(result.bins[9].n, 1);
    EXPECT_EQ(result.bins[5].n, 1);
    EXPECT_NEAR(result.calibrationError, (2 * 0.44 + 0.55 + 0) / 4, 1e-12);
    EXPECT_EQ(reliabilityOf({}).calibrationError, 0);
}

}  // namespace
}  // namespace detox
