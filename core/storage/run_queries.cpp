// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/run_queries.h"

#include <algorithm>
#include <limits>

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/VariadicBind.h>

#include "core/api/metric_names.h"
#include "core/storage/run_writes.h"
#include "core/util/json.h"

namespace detox::rows {
namespace {

/// SQLite keeps NaN as NULL.
double real(const SQLite::Column& column) {
    return column.isNull() ? std::numeric_limits<double>::quiet_NaN() : column.getDouble();
}

/// A value of a numbered enum, or its last one when the disk holds a number nobody wrote.
template <class E>
E numbered(const SQLite::Column& column, E first, E last) {
    const int number = column.getInt();
    const bool known = number >= static_cast<int>(first) && number <= static_cast<int>(last);
    return known ? static_cast<E>(number) : last;
}

/// n, mean_toxicity, reward, mean_length, perplexity, distinct_2 from column `at` on.
Measurement measurementAt(SQLite::Statement& row, int at) {
    return {.n = row.getColumn(at).getInt(),
            .meanToxicity = real(row.getColumn(at + 1)),
            .reward = real(row.getColumn(at + 2)),
            .meanLength = real(row.getColumn(at + 3)),
            .perplexity = real(row.getColumn(at + 4)),
            .distinct2 = real(row.getColumn(at + 5))};
}

std::optional<Measurement> evaluation(SQLite::Database& database, std::int64_t id, EvaluationRole role) {
    SQLite::Statement query(database,
                            "SELECT n, mean_toxicity, reward, mean_length, perplexity, distinct_2 FROM evaluations "
                            "WHERE run_id = ? AND role = ?");
    SQLite::bind(query, id, static_cast<int>(role));
    if (!query.executeStep()) return std::nullopt;
    return measurementAt(query, 0);
}

std::optional<double> lastMetric(SQLite::Database& database, const RunSummary& run, const char* name) {
    SQLite::Statement query(database, "SELECT value FROM metrics WHERE run_id = ? AND update_no = ? AND name = ?");
    SQLite::bind(query, run.id, run.updates, name);
    if (!query.executeStep()) return std::nullopt;
    return real(query.getColumn(0));
}

void addNumbers(SQLite::Database& database, RunSummary& run) {
    run.before = evaluation(database, run.id, EvaluationRole::Before);
    run.after = evaluation(database, run.id, EvaluationRole::After);
    run.lastReward = lastMetric(database, run, metric::kRewardMean);
    run.lastToxicity = lastMetric(database, run, metric::kToxicity);
    run.lastKl = lastMetric(database, run, metric::kKl);
}

constexpr const char* kSummaryColumns =
    "SELECT id, name, state, model, preset, started_millis, ended_millis, updates, total_updates, message FROM runs ";

RunSummary summaryOf(SQLite::Statement& row, const StorePaths& paths) {
    RunSummary run;
    run.id = row.getColumn(0).getInt64();
    run.name = row.getColumn(1).getString();
    run.state = numbered(row.getColumn(2), RunState::Running, RunState::Failed);
    run.model = row.getColumn(3).getString();
    run.preset = row.getColumn(4).getString();
    run.startedMillis = row.getColumn(5).getInt64();
    run.endedMillis = row.getColumn(6).getInt64();
    run.updates = row.getColumn(7).getInt();
    run.totalUpdates = row.getColumn(8).getInt();
    run.message = row.getColumn(9).getString();
    run.folder = paths.run(run.id);
    return run;
}

std::vector<MeasuredSample> probeSamples(SQLite::Database& database, std::int64_t id, const ProbeReport& probe) {
    const SampleKind kind = probe.onTestPrompts ? SampleKind::Test : SampleKind::Probe;
    SQLite::Statement query(database,
                            "SELECT position, prompt, response, toxicity, response_tokens FROM samples "
                            "WHERE run_id = ? AND kind = ? AND update_no = ? ORDER BY position");
    SQLite::bind(query, id, static_cast<int>(kind), probe.update);
    std::vector<MeasuredSample> out;
    while (query.executeStep()) {
        out.push_back({.index = query.getColumn(0).getInt(),
                       .prompt = query.getColumn(1).getString(),
                       .response = query.getColumn(2).getString(),
                       .toxicity = real(query.getColumn(3)),
                       .responseTokens = query.getColumn(4).getInt()});
    }
    return out;
}

}  // namespace

std::vector<RunSummary> selectRuns(SQLite::Database& database, const StorePaths& paths) {
    SQLite::Statement query(database, std::string(kSummaryColumns) + "ORDER BY id DESC");
    std::vector<RunSummary> out;
    while (query.executeStep()) out.push_back(summaryOf(query, paths));
    for (auto& run : out) addNumbers(database, run);
    return out;
}

std::optional<RunSummary> selectRun(SQLite::Database& database, const StorePaths& paths, std::int64_t id) {
    SQLite::Statement query(database, std::string(kSummaryColumns) + "WHERE id = ?");
    query.bind(1, id);
    if (!query.executeStep()) return std::nullopt;
    RunSummary run = summaryOf(query, paths);
    addNumbers(database, run);
    return run;
}

Result<RunDetails> selectDetails(SQLite::Database& database, const StorePaths& paths, std::int64_t id) {
    auto summary = selectRun(database, paths, id);
    if (!summary) return notFound("There is no run " + std::to_string(id) + ".");
    SQLite::Statement query(database, "SELECT config, program_version, git_hash FROM runs WHERE id = ?");
    query.bind(1, id);
    query.executeStep();
    const std::string name = "The configuration of run " + std::to_string(id);
    auto json = parseJson(query.getColumn(0).getString(), name);
    if (!json) return json.error();
    auto config = runConfigFromJson(*json);
    if (!config) return invalidInput(name + " cannot be read: " + config.error().message());
    return RunDetails{.summary = std::move(*summary),
                      .config = std::move(*config),
                      .programVersion = query.getColumn(1).getString(),
                      .gitHash = query.getColumn(2).getString()};
}

std::map<std::string, std::vector<MetricPoint>> selectMetrics(SQLite::Database& database, std::int64_t id) {
    SQLite::Statement query(database,
                            "SELECT update_no, name, value FROM metrics WHERE run_id = ? ORDER BY update_no, name");
    query.bind(1, id);
    std::map<std::string, std::vector<MetricPoint>> out;
    while (query.executeStep()) {
        out[query.getColumn(1).getString()].push_back(
            {.update = query.getColumn(0).getInt(), .value = real(query.getColumn(2))});
    }
    return out;
}

std::vector<RolloutSample> selectSamples(SQLite::Database& database, std::int64_t id, int limit) {
    SQLite::Statement query(database,
                            "SELECT update_no, position, prompt, response, score, toxicity, kl, response_tokens "
                            "FROM samples WHERE run_id = ? AND kind = ? ORDER BY update_no DESC, position LIMIT ?");
    SQLite::bind(query, id, static_cast<int>(SampleKind::Rollout), std::max(limit, 0));
    std::vector<RolloutSample> out;
    while (query.executeStep()) {
        out.push_back({.update = query.getColumn(0).getInt(),
                       .index = query.getColumn(1).getInt(),
                       .prompt = query.getColumn(2).getString(),
                       .response = query.getColumn(3).getString(),
                       .score = real(query.getColumn(4)),
                       .toxicity = real(query.getColumn(5)),
                       .kl = real(query.getColumn(6)),
                       .responseTokens = query.getColumn(7).getInt()});
    }
    return out;
}

std::vector<ProbeReport> selectProbes(SQLite::Database& database, std::int64_t id) {
    SQLite::Statement query(database,
                            "SELECT update_no, kind, n, mean_toxicity, reward, mean_length, perplexity, distinct_2 "
                            "FROM probes WHERE run_id = ? ORDER BY update_no, kind");
    query.bind(1, id);
    std::vector<ProbeReport> out;
    while (query.executeStep()) {
        out.push_back({.update = query.getColumn(0).getInt(),
                       .onTestPrompts = query.getColumn(1).getInt() == static_cast<int>(SampleKind::Test),
                       .measurement = measurementAt(query, 2),
                       .samples = {}});
    }
    for (auto& probe : out) probe.samples = probeSamples(database, id, probe);
    return out;
}

std::vector<CheckpointInfo> selectCheckpoints(SQLite::Database& database, const StorePaths& paths, std::int64_t id) {
    SQLite::Statement query(database,
                            "SELECT update_no, folder, bytes, resumable, written_millis FROM checkpoints "
                            "WHERE run_id = ? ORDER BY update_no");
    query.bind(1, id);
    std::vector<CheckpointInfo> out;
    while (query.executeStep()) {
        out.push_back({.update = query.getColumn(0).getInt(),
                       .folder = paths.data / query.getColumn(1).getString(),
                       .bytes = query.getColumn(2).getInt64(),
                       .resumable = query.getColumn(3).getInt() != 0,
                       .writtenMillis = query.getColumn(4).getInt64()});
    }
    return out;
}

std::vector<JournalEntry> selectJournal(SQLite::Database& database, std::int64_t id) {
    SQLite::Statement query(
        database, "SELECT unix_millis, update_no, kind, text, remedy FROM journal WHERE run_id = ? ORDER BY id");
    query.bind(1, id);
    std::vector<JournalEntry> out;
    while (query.executeStep()) {
        out.push_back({.unixMillis = query.getColumn(0).getInt64(),
                       .update = query.getColumn(1).getInt(),
                       .kind = numbered(query.getColumn(2), EventKind::Phase, EventKind::Note),
                       .text = query.getColumn(3).getString(),
                       .remedy = query.getColumn(4).getString()});
    }
    return out;
}

}  // namespace detox::rows
