// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/run_reporter.h"

#include "core/util/log.h"

namespace detox {

void RunReporter::tell(TrainingEvent event) {
    event.update = m_update;
    if (m_sink != nullptr && !m_diskFull) {
        // The journal is not worth a run: metrics and checkpoints report a full disk by themselves.
        if (const auto recorded = m_sink->recordEvent(event); !recorded) log::warn(recorded.error().message());
    }
    m_observer.onEvent(event);
}

void RunReporter::phase(const std::string& text, int done, int total) {
    TrainingEvent event;
    event.kind = EventKind::Phase;
    event.update = m_update;
    event.text = text;
    event.done = done;
    event.total = total;
    m_observer.onEvent(event);
}

void RunReporter::paused() {
    TrainingEvent event;
    event.kind = EventKind::Paused;
    event.text = "Paused.";
    tell(std::move(event));
}

void RunReporter::resumed() {
    TrainingEvent event;
    event.kind = EventKind::Resumed;
    event.text = "Resumed.";
    tell(std::move(event));
}

void RunReporter::checkpoint(const std::filesystem::path& folder) {
    TrainingEvent event;
    event.kind = EventKind::Checkpoint;
    event.text = "Checkpoint written.";
    event.path = folder;
    tell(std::move(event));
}

void RunReporter::alarm(const std::string& text, const std::string& remedy) {
    TrainingEvent event;
    event.kind = EventKind::Alarm;
    event.text = text;
    event.remedy = remedy;
    tell(std::move(event));
}

void RunReporter::note(const std::string& text) {
    TrainingEvent event;
    event.text = text;
    tell(std::move(event));
}

void RunReporter::withRoom(const std::function<void()>& write) {
    for (bool written = false; !written;) {
        try {
            write();
            written = true;
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::DiskFull || !m_waitForRoom) throw;
            m_diskFull = true;
        }
        if (!written) m_waitForRoom();
    }
    if (std::exchange(m_diskFull, false)) note("The disk of the data folder was full; there is room again.");
}

void RunReporter::update(UpdateReport report) {
    if (m_sink != nullptr) withRoom([&] { m_sink->recordUpdate(report).orThrow(); });
    m_observer.onUpdate(std::make_shared<const UpdateReport>(std::move(report)));
}

void RunReporter::probe(ProbeReport report) {
    if (m_sink != nullptr) withRoom([&] { m_sink->recordProbe(report).orThrow(); });
    m_observer.onProbe(std::make_shared<const ProbeReport>(std::move(report)));
}

}  // namespace detox
