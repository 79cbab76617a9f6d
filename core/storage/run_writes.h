// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "core/api/run_store.h"

/// What the writer thread does inside a transaction. Every function may throw SQLite::Exception.
namespace detox::rows {

/// On disk by number (samples.kind, probes.kind): never renumber.
enum class SampleKind : int { Rollout = 1, Probe = 2, Test = 3 };
/// On disk by number (evaluations.role): never renumber.
enum class EvaluationRole : int { Before = 1, After = 2 };

struct NewRun {
    RunConfig config;
    std::string preset;
    std::int64_t startedMillis = 0;
    std::int64_t smallestId = 0;  ///< ids below are taken by folders that lost their rows
};

struct RunEnd {
    RunState state = RunState::Finished;
    std::optional<Measurement> before, after;
    std::string message;
    std::int64_t endedMillis = 0;
};

/// The new run's id. Its state is Running, its name one no other run has.
std::int64_t insertRun(SQLite::Database& database, const NewRun& run);
void setState(SQLite::Database& database, std::int64_t id, RunState state);
void finishRun(SQLite::Database& database, std::int64_t id, const RunEnd& end);
void renameRun(SQLite::Database& database, std::int64_t id, const std::string& name);
void deleteRun(SQLite::Database& database, std::int64_t id);
/// Running and paused runs become interrupted, with a line in their journals.
void markInterrupted(SQLite::Database& database, std::int64_t nowMillis);
/// Drops what was recorded after `update` and makes the run Running.
void rewindRun(SQLite::Database& database, std::int64_t id, int update);

/// Replaces what an earlier report of the same update left.
void insertUpdate(SQLite::Database& database, std::int64_t id, const UpdateReport& report);
void insertProbe(SQLite::Database& database, std::int64_t id, const ProbeReport& report);
void insertJournal(SQLite::Database& database, std::int64_t id, const JournalEntry& entry);

/// `folder` of the entry is relative to the data folder. A resumable one makes all others of the run not resumable.
void insertCheckpoint(SQLite::Database& database, std::int64_t id, const CheckpointInfo& checkpoint);

}  // namespace detox::rows
