// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/training/schedule.h"

namespace detox {
namespace {

TEST(WarmupCosine, RisesFallsAndEndsAtATenth) {
    const WarmupCosine schedule{.peak = 2.0, .warmupShare = 0.2};
    EXPECT_DOUBLE_EQ(schedule.rate(0.0), 0.0);
    EXPECT_DOUBLE_EQ(schedule.rate(0.1), 1.0);
    EXPECT_DOUBLE_EQ(schedule.rate(0.2), 2.0);
    EXPECT_NEAR(schedule.rate(0.6), 1.1, 1e-12);
    EXPECT_NEAR(schedule.rate(1.0), 0.2, 1e-12);
    EXPECT_NEAR(schedule.rate(3.0), 0.2, 1e-12);
}

TEST(WarmupCosine, WithoutWarmupStartsAtThePeak) {
    const WarmupCosine schedule{.peak = 1.0, .warmupShare = 0.0};
    EXPECT_DOUBLE_EQ(schedule.rate(0.0), 1.0);
}

TEST(CourseLength, EndsWithWhicheverComesFirst) {
    const CourseLength course{.steps = 100, .seconds = 60};
    EXPECT_DOUBLE_EQ(course.progress(50, 6), 0.5);
    EXPECT_DOUBLE_EQ(course.progress(10, 45), 0.75);
    EXPECT_DOUBLE_EQ(course.progress(10, 61), 1.0);
    EXPECT_DOUBLE_EQ((CourseLength{.steps = 100}).progress(25, 1e9), 0.25);
}

}  // namespace
}  // namespace detox
