// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "core/util/bounded_queue.h"
#include "core/util/result.h"

namespace detox {

/// What a committed transaction outlives.
enum class Durability {
    Process,  ///< the end of this process, however it ends; after power loss the last ones may be missing
    Power,    ///< power loss too
};

/// The one thread that writes: takes jobs in order, many to a transaction. Every member may be called from any thread
/// but its own.
class WriterThread {
public:
    /// Runs inside a transaction; a throw undoes it. May run a second time when a neighbour's failure undid the first.
    using Work = std::function<void(SQLite::Database&)>;

    WriterThread(std::unique_ptr<SQLite::Database> database, std::filesystem::path file);
    WriterThread(const WriterThread&) = delete;
    WriterThread& operator=(const WriterThread&) = delete;
    /// Does what is queued, then closes the connection.
    ~WriterThread();

    /// Returns once the work is committed, or why it is not.
    [[nodiscard]] Result<void> run(Durability durability, Work work);
    /// Returns at once (waits while the queue is full); a failure is logged.
    void post(Durability durability, Work work);

private:
    struct Job {
        Durability durability = Durability::Process;
        Work work;
        std::promise<Result<void>> done;
        bool waitedFor = false;
    };

    void loop();
    void process(std::vector<Job>& batch);
    Result<void> commit(std::vector<Job>& batch, std::size_t first, std::size_t count);
    void setDurability(Durability durability);

    const std::filesystem::path m_file;
    BoundedQueue<Job> m_queue;
    // used by the thread alone:
    std::unique_ptr<SQLite::Database> m_database;
    Durability m_durability = Durability::Power;

    std::jthread m_thread;  // last: starts when all else is ready
};

}  // namespace detox
