// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/connections.h"

#include <linux/magic.h>
#include <sqlite3.h>
#include <string>
#include <sys/vfs.h>

#include <SQLiteCpp/Statement.h>

#include "core/storage/schema.h"
#include "core/storage/sqlite_errors.h"
#include "core/util/log.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

constexpr int kBusyMillis = 5000;
constexpr long kCifsMagic = 0xFF534D42;

/// SQLite's write-ahead log needs shared memory, which network file systems do not give.
void warnOnNetworkFileSystem(const fs::path& file) {
    struct statfs info {};
    if (::statfs(file.parent_path().c_str(), &info) != 0) return;
    const long type = static_cast<long>(info.f_type);
    if (type == NFS_SUPER_MAGIC || type == SMB_SUPER_MAGIC || type == SMB2_SUPER_MAGIC || type == kCifsMagic) {
        log::warn("The data folder " + log::quoted(file.parent_path().string()) +
                  " lies on a network file system; runs may be damaged. Choose a local folder.");
    }
}

/// A write-ahead log that a clean close would have removed.
bool endedUncleanly(const fs::path& file) {
    std::error_code code;
    const auto size = fs::file_size(file.string() + "-wal", code);
    return !code && size > 0;
}

Result<void> quickCheck(SQLite::Database& database, const fs::path& file) {
    if (database.execAndGet("PRAGMA quick_check(1)").getString() == "ok") return {};
    return storageError(SQLite::Exception("quick_check failed", SQLITE_CORRUPT), file);
}

}  // namespace

Result<std::unique_ptr<SQLite::Database>> openWriter(const fs::path& file) {
    return storageCall(file, [&]() -> Result<std::unique_ptr<SQLite::Database>> {
        warnOnNetworkFileSystem(file);
        const bool check = endedUncleanly(file);
        auto database = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                                                           kBusyMillis);
        if (auto ours = schemaVersion(*database, migrations()); !ours) return ours.error();
        database->exec("PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;");
        database->exec("PRAGMA journal_mode = WAL");
        database->exec("PRAGMA synchronous = FULL");
        if (check) {
            if (auto sound = quickCheck(*database, file); !sound) return sound.error();
        }
        if (auto migrated = migrate(*database, migrations()); !migrated) return migrated.error();
        return database;
    });
}

Result<std::unique_ptr<SQLite::Database>> openReader(const fs::path& file) {
    return storageCall(file, [&]() -> Result<std::unique_ptr<SQLite::Database>> {
        auto database = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READONLY, kBusyMillis);
        database->exec("PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA mmap_size = 0;");
        if (auto current = requireCurrent(*database, migrations()); !current) return current.error();
        return database;
    });
}

}  // namespace detox
