// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/event_loop/heartbeat.h"

#include <algorithm>
#include <utility>

namespace detox::bench {

Heartbeat::Heartbeat() {
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kInterval);
    QObject::connect(&m_timer, &QTimer::timeout, [this] { beat(); });
}

void Heartbeat::start() {
    m_lateness = {};
    m_timer.start();
    m_due = Clock::now() + kInterval;
}

Heartbeat::Lateness Heartbeat::stop() {
    m_timer.stop();
    return std::move(m_lateness);
}

void Heartbeat::beat() {
    const auto now = Clock::now();
    double late = std::chrono::duration<double, std::milli>(now - m_due).count();
    if (late > kStallMillis) ++m_lateness.stalls;
    do {  // a beat may come some microseconds early
        m_lateness.millis.push_back(std::max(0.0, late));
        m_due += kInterval;
        late = std::chrono::duration<double, std::milli>(now - m_due).count();
    } while (late >= 0);
}

}  // namespace detox::bench
