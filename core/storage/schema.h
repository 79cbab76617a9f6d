// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <span>

#include <SQLiteCpp/Database.h>

#include "core/util/result.h"

namespace detox {

/// Stands in the database's header ("DTXS"), so that a foreign file is known as such.
inline constexpr int kApplicationId = 0x44545853;

/// Brings a database from version `to - 1` to `to`. On disk by number: a released one never changes.
struct Migration {
    int to = 0;
    const char* sql = "";
};

[[nodiscard]] std::span<const Migration> migrations();

/// The version of a database of ours, 0 for an empty one; refuses foreign databases and those of a newer program
/// without touching them. May throw SQLite::Exception.
[[nodiscard]] Result<int> schemaVersion(SQLite::Database& database, std::span<const Migration> steps);

/// Brings `database` to the last of `steps`, all in one transaction; an older one is copied to backupPath() first.
/// Refuses what schemaVersion() refuses.
/// May throw SQLite::Exception.
[[nodiscard]] Result<void> migrate(SQLite::Database& database, std::span<const Migration> steps);

/// "studio.sqlite.backup-v1" beside the database: what migrate() keeps of version 1.
[[nodiscard]] std::filesystem::path backupPath(const std::filesystem::path& database, int version);

/// Refuses a database that migrate() would have to change or would refuse: for readers.
[[nodiscard]] Result<void> requireCurrent(SQLite::Database& database, std::span<const Migration> steps);

}  // namespace detox
