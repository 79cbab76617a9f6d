// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "core/api/training.h"

namespace detox {

/// Keeps what a session says; `onUpdateHook` and `onEventHook` run on the session's thread.
class RecordingObserver final : public TrainingObserver {
public:
    void onEvent(const TrainingEvent& event) override {
        {
            const std::lock_guard lock(m_mutex);
            m_events.push_back(event);
        }
        m_changed.notify_all();
        if (onEventHook) onEventHook(event);
    }
    void onUpdate(std::shared_ptr<const UpdateReport> report) override {
        updates.push_back(report);
        if (onUpdateHook) onUpdateHook(*report);
    }
    void onProbe(std::shared_ptr<const ProbeReport> report) override { probes.push_back(report); }

    /// Blocks until the session has said so; the test's own deadline guards against never.
    void waitFor(EventKind kind) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return countLocked(kind) > 0; });
    }
    [[nodiscard]] int count(EventKind kind) {
        const std::lock_guard lock(m_mutex);
        return countLocked(kind);
    }
    [[nodiscard]] std::vector<TrainingEvent> events() {
        const std::lock_guard lock(m_mutex);
        return m_events;
    }

    std::function<void(const UpdateReport&)> onUpdateHook;
    std::function<void(const TrainingEvent&)> onEventHook;
    std::vector<std::shared_ptr<const UpdateReport>> updates;  // the session's thread; read after run()
    std::vector<std::shared_ptr<const ProbeReport>> probes;    // the session's thread; read after run()

private:
    [[nodiscard]] int countLocked(EventKind kind) const {
        int found = 0;
        for (const auto& event : m_events) found += event.kind == kind ? 1 : 0;
        return found;
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<TrainingEvent> m_events;  // guarded by m_mutex
};

}  // namespace detox
