// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/training/stage_clock.h"

namespace detox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

/// A clock that stands still but for wait().
struct HandClock {
    void wait(int seconds) { time += std::chrono::seconds(seconds); }

    StageClock::Time time;
    StageClock stages{[this] { return time; }};
};

TEST(StageClock, EachStageLastsUntilTheNext) {
    HandClock clock;
    clock.stages.begin("a");
    clock.wait(2);
    clock.stages.begin("b");
    clock.wait(3);
    clock.stages.end();
    EXPECT_THAT(clock.stages.stages(), ElementsAre(Pair("a", 2.0), Pair("b", 3.0)));
    EXPECT_EQ(clock.stages.seconds(), 5.0);
}

TEST(StageClock, AStageThatComesTwiceAddsUp) {
    HandClock clock;
    for (const int seconds : {2, 5}) {
        clock.stages.begin("a");
        clock.wait(seconds);
    }
    clock.stages.end();
    EXPECT_THAT(clock.stages.stages(), ElementsAre(Pair("a", 7.0)));
}

TEST(StageClock, TimeBetweenStagesCountsInTheUpdateAlone) {
    HandClock clock;
    clock.wait(1);
    clock.stages.begin("a");
    clock.wait(2);
    clock.stages.end();
    clock.wait(4);
    clock.stages.end();
    EXPECT_THAT(clock.stages.stages(), ElementsAre(Pair("a", 2.0)));
    EXPECT_EQ(clock.stages.seconds(), 7.0);
}

TEST(StageClock, AStageThatRunsIsNotCountedYet) {
    HandClock clock;
    clock.stages.begin("a");
    clock.wait(2);
    EXPECT_THAT(clock.stages.stages(), IsEmpty());
}

}  // namespace
}  // namespace detox
