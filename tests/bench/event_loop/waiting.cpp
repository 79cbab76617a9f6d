// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/event_loop/waiting.h"

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTimer>

namespace detox::bench {

bool waitFor(const std::function<bool()>& done, std::chrono::seconds limit) {
    const QDeadlineTimer deadline(limit);
    QEventLoop loop;
    QTimer look;
    bool met = false;
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        met = done();
        if (met || deadline.hasExpired()) loop.quit();
    });
    look.start(std::chrono::milliseconds(10));
    loop.exec();
    return met;
}

void runLoop(std::chrono::milliseconds time) {
    QEventLoop loop;
    QTimer::singleShot(time, &loop, &QEventLoop::quit);
    loop.exec();
}

}  // namespace detox::bench
