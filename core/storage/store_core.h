// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>

#include "core/storage/data_folder_lock.h"
#include "core/storage/sqlite_errors.h"
#include "core/storage/store_paths.h"
#include "core/storage/writer_thread.h"

namespace detox {

/// What the store and its recorders share; lives until the last of them is gone.
class StoreCore {
public:
    /// Takes the lock and opens both connections; when another process holds the lock, the reading one only.
    [[nodiscard]] static Result<std::shared_ptr<StoreCore>> open(const std::filesystem::path& dataFolder);

    [[nodiscard]] const StorePaths& paths() const { return m_paths; }
    [[nodiscard]] const std::string& readOnlyReason() const { return m_readOnlyReason; }

    /// Runs `body(database)`, returning Result<T>, on the reading connection and one snapshot.
    template <class Body>
    [[nodiscard]] auto read(Body&& body) const -> decltype(body(std::declval<SQLite::Database&>())) {
        const std::lock_guard guard(m_readMutex);
        return storageCall(m_paths.database(), [&]() -> decltype(body(*m_reader)) {
            SQLite::Transaction snapshot(*m_reader);
            return body(*m_reader);
        });
    }

    /// Returns once committed; refused without the lock.
    [[nodiscard]] Result<void> write(Durability durability, WriterThread::Work work);
    void post(Durability durability, WriterThread::Work work);

    /// A run that a recorder of this process writes. False when another one does already.
    [[nodiscard]] bool claim(std::int64_t id);
    void release(std::int64_t id);
    [[nodiscard]] bool isClaimed(std::int64_t id) const;

private:
    explicit StoreCore(StorePaths paths) : m_paths(std::move(paths)) {}
    Result<void> openConnections();

    const StorePaths m_paths;
    std::string m_readOnlyReason;
    // Destroyed in reverse: the reader closes first, so that the writer's close leaves no log behind; the lock last.
    std::optional<DataFolderLock> m_lock;
    std::unique_ptr<WriterThread> m_writer;
    mutable std::mutex m_readMutex;
    std::unique_ptr<SQLite::Database> m_reader;  // guarded by m_readMutex

    mutable std::mutex m_claimMutex;
    std::set<std::int64_t> m_claimed;  // guarded by m_claimMutex
};

[[nodiscard]] std::int64_t unixMillisNow();

}  // namespace detox
