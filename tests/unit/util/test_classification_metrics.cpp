// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "core/util/classification_metrics.h"

namespace detox {
namespace {

TEST(ClassificationMetrics, MatchesHandNumbers) {
    // Called toxic: 0.9 (toxic), 0.6 (neutral). Missed: 0.3 (toxic). Pairs toxic > neutral: (0.9: 2 of 2) + (0.3: 1 of
    // 2).
    const std::vector<LabelledScore> texts{{0.9, true}, {0.6, false}, {0.3, true}, {0.1, false}};
    const auto metrics = classificationMetrics(texts);
    EXPECT_EQ(metrics.n, 4);
    EXPECT_DOUBLE_EQ(metrics.accuracy, 0.5);
    EXPECT_DOUBLE_EQ(metrics.f1, 0.5);
    EXPECT_DOUBLE_EQ(metrics.auc, 0.75);
}

TEST(ClassificationMetrics, CountsTiesHalf) {
    const std::vector<LabelledScore> texts{{0.5, true}, {0.5, false}, {0.5, false}, {0.7, true}};
    EXPECT_DOUBLE_EQ(classificationMetrics(texts).auc, 0.75);
    EXPECT_DOUBLE_EQ(classificationMetrics(texts).accuracy, 0.5) << "the threshold itself calls toxic";
}

TEST(ClassificationMetrics, OfOneClassHaveNoAuc) {
    const std::vector<LabelledScore> texts{{0.2, false}, {0.4, false}};
    const auto metrics = classificationMetrics(texts);
    EXPECT_TRUE(std::isnan(metrics.auc));
    EXPECT_DOUBLE_EQ(metrics.accuracy, 1);
    EXPECT_DOUBLE_EQ(metrics.f1, 0);
    EXPECT_EQ(classificationMetrics({}).n, 0);
}

}  // namespace
}  // namespace detox
