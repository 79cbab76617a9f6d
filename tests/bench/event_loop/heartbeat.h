// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <vector>

#include <QTimer>

namespace detox::bench {

/// A 5 ms timer of the thread's event loop that measures how late it is. Every 5 ms of time give one sample, those too
/// that pass while the loop is busy: a stall of 100 ms is twenty samples (100, 95, 90 … ms), as twenty clicks at those
/// moments would have waited. A timer that only compared two beats would count it once.
class Heartbeat {
public:
    static constexpr std::chrono::milliseconds kInterval{5};
    static constexpr double kStallMillis = 128;  ///< a main-thread task this long is a hang to Firefox

    struct Lateness {
        std::vector<double> millis;
        int stalls = 0;  ///< times the loop did not come back for more than kStallMillis, each counted once
    };

    Heartbeat();
    void start();
    [[nodiscard]] Lateness stop();

private:
    using Clock = std::chrono::steady_clock;
    void beat();

    QTimer m_timer;
    Clock::time_point m_due;
    Lateness m_lateness;
};

}  // namespace detox::bench
