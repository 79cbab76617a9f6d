// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "core/api/run_store.h"
#include "core/storage/store_paths.h"

/// What readers ask. Every function may throw SQLite::Exception; run it inside one transaction.
namespace detox::rows {

[[nodiscard]] std::vector<RunSummary> selectRuns(SQLite::Database& database, const StorePaths& paths);
[[nodiscard]] std::optional<RunSummary> selectRun(SQLite::Database& database, const StorePaths& paths, std::int64_t id);
[[nodiscard]] Result<RunDetails> selectDetails(SQLite::Database& database, const StorePaths& paths, std::int64_t id);
[[nodiscard]] std::map<std::string, std::vector<MetricPoint>> selectMetrics(SQLite::Database& database,
                                                                            std::int64_t id);
[[nodiscard]] std::vector<RolloutSample> selectSamples(SQLite::Database& database, std::int64_t id, int limit);
[[nodiscard]] std::vector<ProbeReport> selectProbes(SQLite::Database& database, std::int64_t id);
[[nodiscard]] std::vector<CheckpointInfo> selectCheckpoints(SQLite::Database& database, const StorePaths& paths,
                                                            std::int64_t id);
[[nodiscard]] std::vector<JournalEntry> selectJournal(SQLite::Database& database, std::int64_t id);

}  // namespace detox::rows
