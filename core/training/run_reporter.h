// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "core/api/training.h"

namespace detox {

/// Tells the observer and, where it is to last, the run's sink. Used on the session's thread only.
class RunReporter {
public:
    /// `sink` may be nullptr (nothing is kept); neither is owned.
    RunReporter(TrainingObserver& observer, RunSink* sink) : m_observer(observer), m_sink(sink) {}

    void setUpdate(int update) noexcept { m_update = update; }
    /// A named step with progress; not kept.
    void phase(const std::string& text, int done = 0, int total = 0);
    void paused();
    void resumed();
    void checkpoint(const std::filesystem::path& folder);
    void alarm(const std::string& text, const std::string& remedy);
    void note(const std::string& text);
    /// First to the sink, then shown: what was shown is never lost. Throws the sink's error.
    void update(UpdateReport report);
    void probe(ProbeReport report);

    /// What to do when a disk is full: return when there may be room, or throw to end the run.
    void setWaitForRoom(std::function<void()> wait) { m_waitForRoom = std::move(wait); }
    /// Runs `write`, which throws, again and again until the disk has room for it.
    void withRoom(const std::function<void()>& write);

private:
    void tell(TrainingEvent event);

    TrainingObserver& m_observer;
    RunSink* m_sink;
    int m_update = 0;
    std::function<void()> m_waitForRoom;
    bool m_diskFull = false;
};

}  // namespace detox
