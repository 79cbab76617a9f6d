// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/resume_timer.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>

#include "app/cli/terminal.h"

namespace detox::cli {
namespace {

constexpr std::chrono::seconds kAfter{3};

/// False when `stop` was asked for meanwhile.
bool waited(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, kAfter, [] { return false; });
    return !stop.stop_requested();
}

}  // namespace

void ResumeTimer::start() {
    if (!std::exchange(m_told, true)) {
        note("It is tried again every " + std::to_string(kAfter.count()) + " seconds; Ctrl-C ends the run.");
    }
    m_thread = std::jthread([this](const std::stop_token& stop) {
        if (waited(stop)) m_session.setPaused(false);
    });
}

void ResumeTimer::cancel() {
    m_thread = {};
}

}  // namespace detox::cli
