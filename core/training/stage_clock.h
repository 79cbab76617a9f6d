// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

namespace detox {

/// How long the stages of an update take, in seconds of wall time: waiting for a turn and pauses are in it, as they are
/// in the update's own time. Used by one thread.
class StageClock {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// The update begins now, by what `now` reads.
    explicit StageClock(std::function<Time()> now = std::chrono::steady_clock::now);

    /// Ends the stage that runs, if any, and begins the one of this metric name; one that comes twice adds up.
    void begin(const std::string& metric);
    /// Ends the stage that runs. What comes until the next one counts in the update alone.
    void end();

    /// Of ended stages, by metric name.
    [[nodiscard]] const std::map<std::string, double>& stages() const noexcept { return m_stages; }
    /// Since the update began.
    [[nodiscard]] double seconds() const;

private:
    std::function<Time()> m_now;
    Time m_start;
    Time m_stageStart;
    std::string m_stage;  // empty: none runs
    std::map<std::string, double> m_stages;
};

}  // namespace detox
