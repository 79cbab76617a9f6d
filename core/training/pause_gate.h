// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace detox {

/// Where a session waits while the user has paused it. Every member may be called from any thread.
class PauseGate {
public:
    void setPaused(bool paused) noexcept;
    [[nodiscard]] bool paused() const noexcept;
    /// Returns at once unless paused; then when going on or when a stop is asked for.
    void waitWhilePaused(const std::stop_token& stop);

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_paused = false;  // guarded by m_mutex
};

}  // namespace detox
