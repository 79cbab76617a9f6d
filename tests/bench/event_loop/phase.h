// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tests/bench/event_loop/heartbeat.h"
#include "tests/bench/event_loop/stage.h"
#include "tests/bench/event_loop/timed_application.h"
#include "tests/bench/support/machine.h"
#include "tests/bench/support/quantiles.h"

namespace detox::bench {

/// What was seen while the window did one thing.
struct Phase {
    std::string name;
    double seconds = 0;
    Quantiles lateness;  ///< milliseconds
    int stalls = 0;
    int updates = 0;
    int chartPaints = 0;
    int tokens = 0;  ///< written by Compare
    ProcessorMeter::Use processor;
    double loadAfter = 0;
    std::vector<TimedApplication::Slow> slowest;
};

struct PhaseLength {
    std::chrono::milliseconds time{0};
    int updates = 0;  ///< goes on, ten times as long at most, until the charts got as many
};

/// Runs the event loop and measures it.
[[nodiscard]] Phase measurePhase(const std::string& name, const PhaseLength& length, Stage& stage,
                                 TimedApplication& application);

[[nodiscard]] OrderedJson jsonOf(const Phase& phase);
/// Table rows for people; the first has the headings.
[[nodiscard]] std::string headings();
[[nodiscard]] std::string rowOf(const Phase& phase);

}  // namespace detox::bench
