// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/event_loop/timed_application.h"

#include <algorithm>
#include <chrono>
#include <ctime>

#include <QEvent>
#include <QMetaEnum>
#include <QThread>

namespace detox::bench {
namespace {

constexpr double kNotedMillis = 4;

double threadMillis() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

std::string nameOf(int type) {
    const char* name = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
    return name == nullptr ? std::to_string(type) : name;
}

}  // namespace

void TimedApplication::begin() {
    m_slow.clear();
}

std::vector<TimedApplication::Slow> TimedApplication::slowest(std::size_t count) const {
    std::vector<Slow> out;
    for (const auto& [key, slow] : m_slow) {
        out.push_back(slow);
        out.back().what = std::string(key.first) + " " + nameOf(key.second);
    }
    std::sort(out.begin(), out.end(), [](const Slow& a, const Slow& b) { return a.millis > b.millis; });
    out.resize(std::min(out.size(), count));
    return out;
}

bool TimedApplication::notify(QObject* receiver, QEvent* event) {
    if (m_depth > 0 || QThread::currentThread() != thread()) return QApplication::notify(receiver, event);
    // Both may be gone afterwards.
    const std::pair<const char*, int> key{receiver->metaObject()->className(), event->type()};
    const double cpu = threadMillis();
    const auto start = std::chrono::steady_clock::now();
    ++m_depth;
    const bool result = QApplication::notify(receiver, event);
    --m_depth;
    const double millis = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    if (millis < kNotedMillis) return result;
    Slow& slow = m_slow[key];
    if (millis > slow.millis) slow = {.what = {}, .millis = millis, .cpuMillis = threadMillis() - cpu};
    return result;
}

}  // namespace detox::bench
