// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/schema.h"

#include <array>
#include <string>

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

namespace detox {
namespace {

// Columns are explained in core/storage/README.md.
constexpr const char* kVersion1 = R"(
CREATE TABLE runs(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  state INTEGER NOT NULL,
  model TEXT NOT NULL,
  preset TEXT NOT NULL,
  config TEXT NOT NULL,
  config_hash TEXT NOT NULL,
  program_version TEXT NOT NULL,
  git_hash TEXT NOT NULL,
  started_millis INTEGER NOT NULL,
  ended_millis INTEGER NOT NULL DEFAULT 0,
  last_update_millis INTEGER NOT NULL DEFAULT 0,
  updates INTEGER NOT NULL DEFAULT 0,
  total_updates INTEGER NOT NULL,
  message TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE metrics(
  run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  update_no INTEGER NOT NULL,
  name TEXT NOT NULL,
  value REAL,
  PRIMARY KEY(run_id, update_no, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE samples(
  run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  kind INTEGER NOT NULL,
  update_no INTEGER NOT NULL,
  position INTEGER NOT NULL,
  prompt TEXT NOT NULL,
  response TEXT NOT NULL,
  score REAL,
  toxicity REAL,
  kl REAL,
  response_tokens INTEGER NOT NULL,
  PRIMARY KEY(run_id, kind, update_no, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE probes(
  run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  kind INTEGER NOT NULL,
  update_no INTEGER NOT NULL,
  n INTEGER NOT NULL,
  mean_toxicity REAL,
  reward REAL,
  mean_length REAL,
  perplexity REAL,
  distinct_2 REAL,
  PRIMARY KEY(run_id, kind, update_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints(
  run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  update_no INTEGER NOT NULL,
  folder TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  resumable INTEGER NOT NULL,
  written_millis INTEGER NOT NULL,
  PRIMARY KEY(run_id, update_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE evaluations(
  run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  role INTEGER NOT NULL,
  n INTEGER NOT NULL,
  mean_toxicity REAL,
  reward REAL,
  mean_length REAL,
  perplexity REAL,
  distinct_2 REAL,
  PRIMARY KEY(run_id, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE comparisons(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_millis INTEGER NOT NULL,
  left_model TEXT NOT NULL,
  right_model TEXT NOT NULL,
  prompt TEXT NOT NULL,
  seed INTEGER NOT NULL,
  sampler TEXT NOT NULL,
  left_text TEXT NOT NULL,
  right_text TEXT NOT NULL,
  left_toxicity REAL,
  right_toxicity REAL
) STRICT;

CREATE TABLE votes(
  comparison_id INTEGER NOT NULL REFERENCES comparisons(id) ON DELETE CASCADE,
  voted_millis INTEGER NOT NULL,
  choice INTEGER NOT NULL,
  PRIMARY KEY(comparison_id, voted_millis)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  unix_millis INTEGER NOT NULL,
  update_no INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  text TEXT NOT NULL,
  remedy TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_run ON journal(run_id, id);
)";

constexpr std::array<Migration, 1> kMigrations{{{1, kVersion1}}};

int pragmaNumber(SQLite::Database& database, const char* name) {
    return database.execAndGet(std::string("PRAGMA ") + name).getInt();
}

bool hasTables(SQLite::Database& database) {
    return database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() > 0;
}

void copyTo(SQLite::Database& database, const std::filesystem::path& file) {
    SQLite::Database copy(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Backup(copy, database).executeStep(-1);
}

}  // namespace

std::span<const Migration> migrations() {
    return kMigrations;
}

Result<int> schemaVersion(SQLite::Database& database, std::span<const Migration> steps) {
    const std::string& name = database.getFilename();
    const int application = pragmaNumber(database, "application_id");
    const int version = pragmaNumber(database, "user_version");
    if (application != kApplicationId && (application != 0 || version != 0 || hasTables(database))) {
        return invalidInput(name +
                            " is not a run database of Detox Studio. Move it away or choose another data folder.");
    }
    const int newest = steps.empty() ? 0 : steps.back().to;
    if (version > newest) {
        return unsupported(name + " was written by a newer Detox Studio (version " + std::to_string(version) +
                           " of the database; this program knows " + std::to_string(newest) + "). Update the program.");
    }
    return version;
}

std::filesystem::path backupPath(const std::filesystem::path& database, int version) {
    return database.string() + ".backup-v" + std::to_string(version);
}

Result<void> migrate(SQLite::Database& database, std::span<const Migration> steps) {
    auto version = schemaVersion(database, steps);
    if (!version) return version.error();
    if (steps.empty() || *version == steps.back().to) return {};
    if (*version > 0) copyTo(database, backupPath(database.getFilename(), *version));
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    for (const auto& step : steps) {
        if (step.to <= *version) continue;
        database.exec(step.sql);
        database.exec("PRAGMA user_version = " + std::to_string(step.to));
    }
    database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
    transaction.commit();
    return {};
}

Result<void> requireCurrent(SQLite::Database& database, std::span<const Migration> steps) {
    auto version = schemaVersion(database, steps);
    if (!version) return version.error();
    if (!steps.empty() && *version == steps.back().to) return {};
    return invalidInput(database.getFilename() + " must be brought to this program's version first. Close the other " +
                        "Detox Studio and open this one again.");
}

}  // namespace detox
