// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/run_writes.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/VariadicBind.h>

#include "core/storage/run_names.h"
#include "core/util/version.h"

namespace detox::rows {
namespace {

template <class... Values>
void execute(SQLite::Database& database, const char* sql, const Values&... values) {
    SQLite::Statement statement(database, sql);
    SQLite::bind(statement, values...);
    statement.exec();
}

bool nameIsTaken(SQLite::Database& database, const std::string& name) {
    SQLite::Statement query(database, "SELECT 1 FROM runs WHERE name = ?");
    query.bind(1, name);
    return query.executeStep();
}

std::string freeName(SQLite::Database& database, std::int64_t seed) {
    std::string name;
    std::uint32_t attempt = 0;
    do name = generatedRunName(seed, attempt++);
    while (nameIsTaken(database, name));
    return name;
}

/// AUTOINCREMENT counts on from the largest id it has seen.
void raiseNextId(SQLite::Database& database, std::int64_t smallestId) {
    SQLite::Statement query(database, "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'runs'");
    query.executeStep();
    if (query.getColumn(0).getInt64() + 1 >= smallestId) return;
    query.reset();
    execute(database, "DELETE FROM sqlite_sequence WHERE name = 'runs'");
    execute(database, "INSERT INTO sqlite_sequence(name, seq) VALUES('runs', ?)", smallestId - 1);
}

void insertSample(SQLite::Statement& statement, std::int64_t id, SampleKind kind, const RolloutSample& sample) {
    SQLite::bind(statement, id, static_cast<int>(kind), sample.update, sample.index, sample.prompt, sample.response,
                 sample.score, sample.toxicity, sample.kl, sample.responseTokens);
    statement.exec();
    statement.reset();
}

constexpr const char* kInsertSample =
    "INSERT INTO samples(run_id, kind, update_no, position, prompt, response, score, toxicity, kl, response_tokens) "
    "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

void insertSamples(SQLite::Database& database, std::int64_t id, const UpdateReport& report) {
    execute(database, "DELETE FROM samples WHERE run_id = ? AND kind = ? AND update_no = ?", id,
            static_cast<int>(SampleKind::Rollout), report.update);
    SQLite::Statement statement(database, kInsertSample);
    for (const auto& sample : report.samples) insertSample(statement, id, SampleKind::Rollout, sample);
}

void insertMetrics(SQLite::Database& database, std::int64_t id, const UpdateReport& report) {
    execute(database, "DELETE FROM metrics WHERE run_id = ? AND update_no = ?", id, report.update);
    SQLite::Statement statement(database, "INSERT INTO metrics(run_id, update_no, name, value) VALUES(?, ?, ?, ?)");
    for (const auto& [name, value] : report.metrics) {
        SQLite::bind(statement, id, report.update, name, value);
        statement.exec();
        statement.reset();
    }
}

void insertEvaluation(SQLite::Database& database, std::int64_t id, EvaluationRole role,
                      const std::optional<Measurement>& measured) {
    if (!measured) return;
    execute(database,
            "INSERT OR REPLACE INTO evaluations(run_id, role, n, mean_toxicity, reward, mean_length, perplexity, "
            "distinct_2) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            id, static_cast<int>(role), measured->n, measured->meanToxicity, measured->reward, measured->meanLength,
            measured->perplexity, measured->distinct2);
}

}  // namespace

std::int64_t insertRun(SQLite::Database& database, const NewRun& run) {
    raiseNextId(database, run.smallestId);
    execute(database,
            "INSERT INTO runs(name, state, model, preset, config, config_hash, program_version, git_hash, "
            "started_millis, total_updates) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            freeName(database, run.startedMillis), static_cast<int>(RunState::Running), run.config.models.model,
            run.preset, toJson(run.config).dump(2), configHash(run.config), std::string(version()),
            std::string(gitHash()), run.startedMillis, run.config.ppo.updates);
    return database.getLastInsertRowid();
}

void setState(SQLite::Database& database, std::int64_t id, RunState state) {
    execute(database, "UPDATE runs SET state = ? WHERE id = ?", static_cast<int>(state), id);
}

void finishRun(SQLite::Database& database, std::int64_t id, const RunEnd& end) {
    execute(database, "UPDATE runs SET state = ?, ended_millis = ?, message = ? WHERE id = ?",
            static_cast<int>(end.state), end.endedMillis, end.message, id);
    insertEvaluation(database, id, EvaluationRole::Before, end.before);
    insertEvaluation(database, id, EvaluationRole::After, end.after);
}

void renameRun(SQLite::Database& database, std::int64_t id, const std::string& name) {
    execute(database, "UPDATE runs SET name = ? WHERE id = ?", name, id);
}

void deleteRun(SQLite::Database& database, std::int64_t id) {
    execute(database, "DELETE FROM runs WHERE id = ?", id);
}

void markInterrupted(SQLite::Database& database, std::int64_t nowMillis) {
    const int running = static_cast<int>(RunState::Running);
    const int paused = static_cast<int>(RunState::Paused);
    execute(database,
            "INSERT INTO journal(run_id, unix_millis, update_no, kind, text, remedy) "
            "SELECT id, ?, updates, ?, 'The program ended while this run was going on.', "
            "'Resume it from its last checkpoint.' FROM runs WHERE state IN (?, ?)",
            nowMillis, static_cast<int>(EventKind::Note), running, paused);
    execute(database,
            "UPDATE runs SET state = ?, ended_millis = max(started_millis, last_update_millis) WHERE state IN (?, ?)",
            static_cast<int>(RunState::Interrupted), running, paused);
}

void rewindRun(SQLite::Database& database, std::int64_t id, int update) {
    execute(database, "DELETE FROM metrics WHERE run_id = ? AND update_no > ?", id, update);
    execute(database, "DELETE FROM samples WHERE run_id = ? AND update_no > ?", id, update);
    execute(database, "DELETE FROM probes WHERE run_id = ? AND update_no > ?", id, update);
    execute(database, "DELETE FROM checkpoints WHERE run_id = ? AND update_no > ?", id, update);
    execute(database, "DELETE FROM journal WHERE run_id = ? AND update_no > ?", id, update);
    execute(database, "DELETE FROM evaluations WHERE run_id = ?", id);
    execute(database, "UPDATE runs SET state = ?, ended_millis = 0, message = '', updates = ? WHERE id = ?",
            static_cast<int>(RunState::Running), update, id);
}

void insertUpdate(SQLite::Database& database, std::int64_t id, const UpdateReport& report) {
    insertMetrics(database, id, report);
    insertSamples(database, id, report);
    execute(database, "UPDATE runs SET updates = ?, last_update_millis = ? WHERE id = ?", report.update,
            report.unixMillis, id);
}

void insertProbe(SQLite::Database& database, std::int64_t id, const ProbeReport& report) {
    const SampleKind kind = report.onTestPrompts ? SampleKind::Test : SampleKind::Probe;
    const Measurement& m = report.measurement;
    execute(database,
            "INSERT OR REPLACE INTO probes(run_id, kind, update_no, n, mean_toxicity, reward, mean_length, perplexity, "
            "distinct_2) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            id, static_cast<int>(kind), report.update, m.n, m.meanToxicity, m.reward, m.meanLength, m.perplexity,
            m.distinct2);
    execute(database, "DELETE FROM samples WHERE run_id = ? AND kind = ? AND update_no = ?", id, static_cast<int>(kind),
            report.update);
    SQLite::Statement statement(database, kInsertSample);
    for (const auto& sample : report.samples) {
        insertSample(statement, id, kind,
                     {.update = report.update,
                      .index = sample.index,
                      .prompt = sample.prompt,
                      .response = sample.response,
                      .toxicity = sample.toxicity,
                      .responseTokens = sample.responseTokens});
    }
}

void insertJournal(SQLite::Database& database, std::int64_t id, const JournalEntry& entry) {
    execute(database,
            "INSERT INTO journal(run_id, unix_millis, update_no, kind, text, remedy) VALUES(?, ?, ?, ?, ?, ?)", id,
            entry.unixMillis, entry.update, static_cast<int>(entry.kind), entry.text, entry.remedy);
}

void insertCheckpoint(SQLite::Database& database, std::int64_t id, const CheckpointInfo& checkpoint) {
    if (checkpoint.resumable) execute(database, "UPDATE checkpoints SET resumable = 0 WHERE run_id = ?", id);
    execute(database,
            "INSERT OR REPLACE INTO checkpoints(run_id, update_no, folder, bytes, resumable, written_millis) "
            "VALUES(?, ?, ?, ?, ?, ?)",
            id, checkpoint.update, checkpoint.folder.string(), checkpoint.bytes, checkpoint.resumable ? 1 : 0,
            checkpoint.writtenMillis);
}

}  // namespace detox::rows
