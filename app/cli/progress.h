// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "core/api/training.h"

namespace detox::cli {

enum class ProgressOutput {
    Text,  ///< on stderr
    Json,  ///< on stderr, and each update as a line of JSON on stdout
};

/// Shows a session: one changing line on a terminal; elsewhere a line for each phase before the first update, every
/// twentieth of the way and every half minute. Used by the session's thread.
class Progress final : public TrainingObserver {
public:
    /// `onPaused` (may be empty) is called when the session has paused itself.
    explicit Progress(ProgressOutput output, std::function<void()> onPaused = {})
        : m_output(output), m_onPaused(std::move(onPaused)) {}

    void onEvent(const TrainingEvent& event) override;
    void onUpdate(std::shared_ptr<const UpdateReport> report) override;
    void onProbe(std::shared_ptr<const ProbeReport> report) override;

    /// Leaves the changing line.
    void end();
    /// The last value of every metric seen.
    [[nodiscard]] const std::map<std::string, double>& metrics() const { return m_metrics; }

private:
    using Clock = std::chrono::steady_clock;

    void showPhase(const TrainingEvent& event);
    void showAlarm(const TrainingEvent& event);
    void showUpdate(const std::string& line, int done, int total);
    [[nodiscard]] std::string timeLeft(int done, int total);

    const ProgressOutput m_output;
    const std::function<void()> m_onPaused;
    std::map<std::string, double> m_metrics;
    Clock::time_point m_firstAt;
    int m_first = -1;  ///< update at m_firstAt; -1: none yet
    Clock::time_point m_shownAt;
    int m_shownTwentieth = -1;
    std::string m_phase;
    std::string m_alarm;  ///< the last one, with its update
};

}  // namespace detox::cli
