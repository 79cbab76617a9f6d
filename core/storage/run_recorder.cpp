// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/run_recorder.h"

#include "core/storage/checkpoint_store.h"
#include "core/storage/run_writes.h"
#include "core/util/files.h"

namespace detox {

SqliteRunRecorder::SqliteRunRecorder(std::shared_ptr<StoreCore> core, std::int64_t id)
    : m_core(std::move(core)), m_id(id), m_folder(m_core->paths().run(id)) {}

SqliteRunRecorder::~SqliteRunRecorder() {
    m_core->release(m_id);
}

Result<void> SqliteRunRecorder::setState(RunState state) {
    return m_core->write(Durability::Power,
                         [id = m_id, state](SQLite::Database& database) { rows::setState(database, id, state); });
}

Result<void> SqliteRunRecorder::finish(RunState state, const std::optional<Measurement>& before,
                                       const std::optional<Measurement>& after, const std::string& message) {
    rows::RunEnd end{
        .state = state, .before = before, .after = after, .message = message, .endedMillis = unixMillisNow()};
    return m_core->write(Durability::Power, [id = m_id, end = std::move(end)](SQLite::Database& database) {
        rows::finishRun(database, id, end);
    });
}

Result<void> SqliteRunRecorder::recordUpdate(const UpdateReport& report) {
    return m_core->write(Durability::Process, [id = m_id, &report](SQLite::Database& database) {
        rows::insertUpdate(database, id, report);
    });
}

Result<void> SqliteRunRecorder::recordProbe(const ProbeReport& report) {
    return m_core->write(Durability::Process,
                         [id = m_id, &report](SQLite::Database& database) { rows::insertProbe(database, id, report); });
}

Result<void> SqliteRunRecorder::recordEvent(const TrainingEvent& event) {
    if (event.kind == EventKind::Phase) return {};
    JournalEntry entry{.unixMillis = unixMillisNow(),
                       .update = event.update,
                       .kind = event.kind,
                       .text = event.text,
                       .remedy = event.remedy};
    m_core->post(Durability::Process, [id = m_id, entry = std::move(entry)](SQLite::Database& database) {
        rows::insertJournal(database, id, entry);
    });
    return {};
}

Result<std::unique_ptr<CheckpointWriter>> SqliteRunRecorder::begin(int update, bool resumable) {
    return beginCheckpoint(m_core, {.run = m_id, .update = update, .resumable = resumable});
}

std::optional<std::size_t> SqliteRunRecorder::freeBytes() const {
    const auto free = detox::freeBytes(m_folder);
    return free ? std::optional(*free) : std::nullopt;
}

}  // namespace detox
