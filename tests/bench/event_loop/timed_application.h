// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <QApplication>

namespace detox::bench {

/// Notes how long the window's thread works on each event, to tell a stall of the program from a machine that gave the
/// processor to somebody else.
class TimedApplication final : public QApplication {
public:
    using QApplication::QApplication;

    struct Slow {
        std::string what;  ///< class of the receiver and event
        double millis = 0;
        double cpuMillis = 0;  ///< processor time of the thread in it
    };

    /// Forgets what was noted.
    void begin();
    /// The longest event of each kind, the longest kind first.
    [[nodiscard]] std::vector<Slow> slowest(std::size_t count) const;

    bool notify(QObject* receiver, QEvent* event) override;

private:
    std::map<std::pair<const char*, int>, Slow> m_slow;
    int m_depth = 0;
};

}  // namespace detox::bench
