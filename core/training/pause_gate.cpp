// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/pause_gate.h"

namespace detox {

void PauseGate::setPaused(bool paused) noexcept {
    const std::lock_guard lock(m_mutex);
    m_paused = paused;
    m_changed.notify_all();
}

bool PauseGate::paused() const noexcept {
    const std::lock_guard lock(m_mutex);
    return m_paused;
}

void PauseGate::waitWhilePaused(const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, stop, [this] { return !m_paused; });
}

}  // namespace detox
