// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/writer_thread.h"

#include <algorithm>

#include <SQLiteCpp/Transaction.h>

#include "core/storage/sqlite_errors.h"
#include "core/util/log.h"

namespace detox {
namespace {

constexpr std::size_t kQueuedJobs = 256;
constexpr std::size_t kJobsPerTransaction = 64;

}  // namespace

WriterThread::WriterThread(std::unique_ptr<SQLite::Database> database, std::filesystem::path file)
    : m_file(std::move(file)), m_queue(kQueuedJobs), m_database(std::move(database)), m_thread([this] { loop(); }) {}

WriterThread::~WriterThread() {
    m_queue.close();
    m_thread.join();
}

Result<void> WriterThread::run(Durability durability, Work work) {
    Job job{.durability = durability, .work = std::move(work), .done = {}, .waitedFor = true};
    auto done = job.done.get_future();
    if (!m_queue.push(std::move(job))) return internalError("The run database is closed already.");
    return done.get();
}

void WriterThread::post(Durability durability, Work work) {
    m_queue.push({.durability = durability, .work = std::move(work), .done = {}, .waitedFor = false});
}

void WriterThread::loop() {
    while (auto next = m_queue.pop()) {
        std::vector<Job> batch;
        batch.push_back(std::move(*next));
        while (batch.size() < kJobsPerTransaction) {
            auto more = m_queue.tryPop();
            if (!more) break;
            batch.push_back(std::move(*more));
        }
        process(batch);
    }
    m_database.reset();
}

void WriterThread::process(std::vector<Job>& batch) {
    const bool together = batch.size() > 1 && commit(batch, 0, batch.size()).ok();
    for (std::size_t i = 0; i < batch.size(); ++i) {
        Result<void> result = together ? Result<void>() : commit(batch, i, 1);
        if (!result && !batch[i].waitedFor) log::error(result.error().message());
        batch[i].done.set_value(std::move(result));
    }
}

Result<void> WriterThread::commit(std::vector<Job>& batch, std::size_t first, std::size_t count) {
    return storageCall(m_file, [&]() -> Result<void> {
        const auto begin = batch.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end = begin + static_cast<std::ptrdiff_t>(count);
        const bool power = std::any_of(begin, end, [](const Job& job) { return job.durability == Durability::Power; });
        setDurability(power ? Durability::Power : Durability::Process);
        SQLite::Transaction transaction(*m_database, SQLite::TransactionBehavior::IMMEDIATE);
        for (auto job = begin; job != end; ++job) job->work(*m_database);
        transaction.commit();
        return {};
    });
}

void WriterThread::setDurability(Durability durability) {
    if (durability == m_durability) return;
    m_database->exec(durability == Durability::Power ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    m_durability = durability;
}

}  // namespace detox
