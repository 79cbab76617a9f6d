// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <gtest/gtest.h>

#include "core/training/classifier_rows.h"
#include "core/util/random.h"

namespace detox {
namespace {

std::vector<ClassifierRow> rowsOfManyLengths(std::uint32_t count) {
    std::vector<ClassifierRow> rows(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        rows[i].ids.resize(static_cast<std::size_t>(randomInteger({.seed = 1, .sample = i}, 1, 60)));
    }
    return rows;
}

TEST(BatchPlan, TakesEveryRowOnceAnEpoch) {
    const auto rows = rowsOfManyLengths(1003);
    BatchPlan plan(rows, 8, 5);
    EXPECT_EQ(plan.batchesPerEpoch(), 126);
    std::vector<std::size_t> epochs[2];
    for (std::int64_t step = 0; step < 2 * plan.batchesPerEpoch(); ++step) {
        auto& taken = epochs[step / plan.batchesPerEpoch()];
        taken.insert(taken.end(), plan.batch(step).begin(), plan.batch(step).end());
    }
    EXPECT_NE(epochs[0], epochs[1]) << "each epoch has an order of its own";
    for (auto& taken : epochs) {
        std::ranges::sort(taken);
        ASSERT_EQ(taken.size(), rows.size());
        for (std::size_t i = 0; i < taken.size(); ++i) ASSERT_EQ(taken[i], i);
    }
}

TEST(BatchPlan, PutsRowsOfAboutEqualLengthTogether) {
    const auto rows = rowsOfManyLengths(2048);
    BatchPlan plan(rows, 16, 5);
    double padded = 0, tokens = 0;
    std::size_t ascents = 0, last = 0;
    for (std::int64_t step = 0; step < plan.batchesPerEpoch(); ++step) {
        std::size_t longest = 0;
        for (const std::size_t row : plan.batch(step)) {
            longest = std::max(longest, rows[row].ids.size());
            tokens += static_cast<double>(rows[row].ids.size());
        }
        padded += static_cast<double>(longest * plan.batch(step).size());
        ascents += longest > last ? 1 : 0;
        last = longest;
    }
    EXPECT_LT(padded / tokens, 1.05) << "random batches of these rows waste nine tenths more";
    EXPECT_NEAR(static_cast<double>(ascents), 64, 30) << "batches must not come in the order of their length";
}

TEST(BatchPlan, DependsOnSeedAndStepOnly) {
    const auto rows = rowsOfManyLengths(300);
    BatchPlan one(rows, 8, 5), other(rows, 8, 5), third(rows, 8, 6);
    const auto late = one.batch(100);
    EXPECT_EQ(other.batch(0), one.batch(0));
    EXPECT_EQ(other.batch(100), late);
    EXPECT_NE(third.batch(100), late);
}

}  // namespace
}  // namespace detox
