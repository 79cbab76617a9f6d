// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/run_store_sqlite.h"

#include "core/storage/checkpoint_store.h"
#include "core/storage/run_folders.h"
#include "core/storage/run_queries.h"
#include "core/storage/run_recorder.h"
#include "core/storage/run_writes.h"
#include "core/storage/store_core.h"
#include "core/util/log.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

Error noSuchRun(std::int64_t id) {
    return notFound("There is no run " + std::to_string(id) + ". 'detox runs list' shows those there are.");
}

Error beingWritten(std::int64_t id) {
    return invalidInput("Run " + std::to_string(id) + " is going on. Stop it first.");
}

class SqliteRunStore final : public RunStore {
public:
    explicit SqliteRunStore(std::shared_ptr<StoreCore> core) : m_core(std::move(core)) {}

    std::string readOnlyReason() const override { return m_core->readOnlyReason(); }

    Result<std::vector<RunSummary>> runs() const override {
        return m_core->read([&](SQLite::Database& database) -> Result<std::vector<RunSummary>> {
            return rows::selectRuns(database, m_core->paths());
        });
    }

    Result<RunDetails> run(std::int64_t id) const override {
        return m_core->read(
            [&](SQLite::Database& database) { return rows::selectDetails(database, m_core->paths(), id); });
    }

    Result<std::map<std::string, std::vector<MetricPoint>>> metrics(std::int64_t id) const override {
        return ofRun(id, [&](SQLite::Database& database) { return rows::selectMetrics(database, id); });
    }

    Result<std::vector<RolloutSample>> samples(std::int64_t id, int limit) const override {
        return ofRun(id, [&](SQLite::Database& database) { return rows::selectSamples(database, id, limit); });
    }

    Result<std::vector<ProbeReport>> probes(std::int64_t id) const override {
        return ofRun(id, [&](SQLite::Database& database) { return rows::selectProbes(database, id); });
    }

    Result<std::vector<CheckpointInfo>> checkpoints(std::int64_t id) const override {
        return ofRun(
            id, [&](SQLite::Database& database) { return rows::selectCheckpoints(database, m_core->paths(), id); });
    }

    Result<std::vector<JournalEntry>> journal(std::int64_t id) const override {
        return ofRun(id, [&](SQLite::Database& database) { return rows::selectJournal(database, id); });
    }

    Result<std::unique_ptr<RunRecorder>> create(const RunConfig& config, const std::string& preset) override;
    Result<std::unique_ptr<RunRecorder>> reopen(std::int64_t id, int fromUpdate) override;
    Result<void> rename(std::int64_t id, const std::string& name) override;
    Result<void> remove(std::int64_t id) override;

    /// What a dead writer left is put in order.
    Result<void> recover();

private:
    template <class Body>
    auto ofRun(std::int64_t id, Body&& body) const -> Result<decltype(body(std::declval<SQLite::Database&>()))> {
        using Value = decltype(body(std::declval<SQLite::Database&>()));
        return m_core->read([&](SQLite::Database& database) -> Result<Value> {
            if (!rows::selectRun(database, m_core->paths(), id)) return noSuchRun(id);
            return body(database);
        });
    }

    Result<RunSummary> summary(std::int64_t id) const {
        return m_core->read([&](SQLite::Database& database) -> Result<RunSummary> {
            auto found = rows::selectRun(database, m_core->paths(), id);
            if (!found) return noSuchRun(id);
            return std::move(*found);
        });
    }

    Result<void> deleteRows(std::int64_t id) {
        return m_core->write(Durability::Power, [id](SQLite::Database& database) { rows::deleteRun(database, id); });
    }

    std::unique_ptr<RunRecorder> recorder(std::int64_t claimed) {
        return std::make_unique<SqliteRunRecorder>(m_core, claimed);
    }

    std::shared_ptr<StoreCore> m_core;
};

Result<std::unique_ptr<RunRecorder>> SqliteRunStore::create(const RunConfig& config, const std::string& preset) {
    const StorePaths& paths = m_core->paths();
    rows::NewRun run{.config = config,
                     .preset = preset,
                     .startedMillis = unixMillisNow(),
                     .smallestId = folders::firstFreeId(paths)};
    std::int64_t id = 0;
    auto inserted =
        m_core->write(Durability::Power, [&](SQLite::Database& database) { id = rows::insertRun(database, run); });
    if (!inserted) return inserted.error();
    if (auto made = folders::makeRun(paths, id, config); !made) {
        std::error_code code;
        fs::remove_all(paths.run(id), code);
        if (auto undone = deleteRows(id); !undone) return undone.error();
        return made.error();
    }
    if (!m_core->claim(id)) return beingWritten(id);
    return recorder(id);
}

Result<std::unique_ptr<RunRecorder>> SqliteRunStore::reopen(std::int64_t id, int fromUpdate) {
    auto found = summary(id);
    if (!found) return found.error();
    if (found->state == RunState::Finished) {
        return invalidInput("Run " + std::to_string(id) + " is finished; there is nothing to resume.");
    }
    auto written = checkpoints(id);
    if (!written) return written.error();
    if (!m_core->claim(id)) return beingWritten(id);
    auto rewound = m_core->write(
        Durability::Power, [id, fromUpdate](SQLite::Database& database) { rows::rewindRun(database, id, fromUpdate); });
    if (!rewound) {
        m_core->release(id);
        return rewound.error();
    }
    std::error_code code;
    for (const auto& checkpoint : *written) {
        if (checkpoint.update > fromUpdate) fs::remove_all(checkpoint.folder, code);
    }
    return recorder(id);
}

Result<void> SqliteRunStore::rename(std::int64_t id, const std::string& name) {
    if (auto found = summary(id); !found) return found.error();
    if (name.empty()) return invalidInput("A run's name cannot be empty.");
    return m_core->write(Durability::Power, [&](SQLite::Database& database) { rows::renameRun(database, id, name); });
}

Result<void> SqliteRunStore::remove(std::int64_t id) {
    if (!readOnlyReason().empty()) return Error(ErrorKind::Io, readOnlyReason());
    if (auto found = summary(id); !found) return found.error();
    if (m_core->isClaimed(id)) return beingWritten(id);
    if (auto aside = folders::setAside(m_core->paths(), id); !aside) return aside;
    if (auto deleted = deleteRows(id); !deleted) {
        folders::bringBack(m_core->paths(), id);
        return deleted;
    }
    folders::removeSetAside(m_core->paths(), id);
    return {};
}

Result<void> SqliteRunStore::recover() {
    auto marked = m_core->write(Durability::Power,
                                [](SQLite::Database& database) { rows::markInterrupted(database, unixMillisNow()); });
    if (!marked) return marked;
    folders::sweep(m_core->paths(), [&](std::int64_t id) {
        const auto found = summary(id);
        return found.ok() || found.error().kind() != ErrorKind::NotFound;
    });
    auto all = runs();
    if (!all) return all.error();
    for (const auto& run : *all) pruneTrainerState(*m_core, run.id);
    return {};
}

}  // namespace

Result<std::unique_ptr<RunStore>> openRunStore(const fs::path& dataFolder) {
    auto core = StoreCore::open(dataFolder);
    if (!core) return core.error();
    auto store = std::make_unique<SqliteRunStore>(std::move(core).value());
    if (store->readOnlyReason().empty()) {
        auto recovered = store->recover();
        if (!recovered) {
            const ErrorKind kind = recovered.error().kind();
            if (kind != ErrorKind::Io && kind != ErrorKind::DiskFull) return recovered.error();
            log::warn(recovered.error().message());  // a full disk must not hide the runs there are
        }
    }
    return std::unique_ptr<RunStore>(std::move(store));
}

}  // namespace detox
