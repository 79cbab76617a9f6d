// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/support/tries.h"

#include <chrono>

#include "tests/bench/support/quantiles.h"

namespace detox::bench {
namespace {

using Clock = std::chrono::steady_clock;

/// Fifty ticks, as a rule: a foreign one of them is 0.02 cores.
constexpr double kSecondsPerTry = 0.5;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

void Tries::add(double seconds, const ProcessorMeter::Use& use) {
    m_all.push_back(seconds);
    if (isQuiet(use)) m_quiet.push_back(seconds);
    m_others += use.others + use.stolen;
}

double Tries::median() const {
    return bench::median(m_quiet.empty() ? m_all : m_quiet);
}

double Tries::others() const {
    return m_all.empty() ? 0 : m_others / static_cast<double>(m_all.size());
}

Tries tryOut(const TryLimits& limits, const std::function<void()>& work) {
    work();
    Tries tries;
    ProcessorMeter meter;
    const auto begin = Clock::now();
    do {
        meter.start();
        const auto start = Clock::now();
        int done = 0;
        do {
            work();
            ++done;
        } while (secondsSince(start) < kSecondsPerTry);
        tries.add(secondsSince(start) / done, meter.read());
    } while (tries.quiet() < limits.quiet && secondsSince(begin) < limits.seconds);
    return tries;
}

OrderedJson jsonOf(const Tries& tries) {
    return {{"medianSeconds", tries.median()},
            {"quietTries", tries.quiet()},
            {"discardedTries", tries.count() - tries.quiet()},
            {"othersCores", tries.others()}};
}

}  // namespace detox::bench
