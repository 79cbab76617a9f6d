// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/checkpoint_store.h"

#include <vector>

#include "core/checkpoint/manifest.h"
#include "core/storage/run_folders.h"
#include "core/storage/run_queries.h"
#include "core/storage/run_writes.h"
#include "core/util/log.h"
#include "core/util/staged_folder.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

Result<std::vector<CheckpointInfo>> checkpointsOf(StoreCore& core, std::int64_t run) {
    return core.read([&](SQLite::Database& database) -> Result<std::vector<CheckpointInfo>> {
        return rows::selectCheckpoints(database, core.paths(), run);
    });
}

class StoredCheckpointWriter final : public CheckpointWriter {
public:
    StoredCheckpointWriter(std::shared_ptr<StoreCore> core, const NewCheckpoint& checkpoint, StagedFolder staged)
        : m_core(std::move(core)), m_checkpoint(checkpoint), m_staged(std::move(staged)) {}

    const fs::path& folder() const override { return m_staged.path(); }

    Result<fs::path> commit() override {
        if (auto written = writeManifest(m_staged.path()); !written) return written.error();
        auto files = readManifest(m_staged.path());
        if (!files) return files.error();
        auto older = checkpointsOf(*m_core, m_checkpoint.run);
        if (!older) return older.error();
        if (auto appeared = m_staged.commit(); !appeared) return appeared.error();
        if (auto recorded = record(*files); !recorded) {
            remove(m_staged.target());
            return recorded.error();
        }
        for (const auto& old : *older) {
            if (old.update == m_checkpoint.update && old.folder != m_staged.target()) remove(old.folder);
        }
        if (m_checkpoint.resumable) pruneTrainerState(*m_core, m_checkpoint.run);
        return m_staged.target();
    }

private:
    Result<void> record(const std::vector<ManifestFile>& files) {
        CheckpointInfo info{.update = m_checkpoint.update,
                            .folder = m_staged.target().lexically_relative(m_core->paths().data),
                            .resumable = m_checkpoint.resumable,
                            .writtenMillis = unixMillisNow()};
        for (const auto& file : files) info.bytes += static_cast<std::int64_t>(file.bytes);
        return m_core->write(Durability::Power, [run = m_checkpoint.run, info](SQLite::Database& database) {
            rows::insertCheckpoint(database, run, info);
        });
    }

    static void remove(const fs::path& folder) {
        std::error_code code;
        fs::remove_all(folder, code);
        if (code) log::warn("Cannot remove " + log::quoted(folder.string()) + ": " + code.message());
    }

    const std::shared_ptr<StoreCore> m_core;
    const NewCheckpoint m_checkpoint;
    StagedFolder m_staged;
};

}  // namespace

Result<std::unique_ptr<CheckpointWriter>> beginCheckpoint(std::shared_ptr<StoreCore> core,
                                                          const NewCheckpoint& checkpoint) {
    auto staged = StagedFolder::create(folders::newCheckpoint(core->paths(), checkpoint.run, checkpoint.update));
    if (!staged) return staged.error();
    return std::unique_ptr<CheckpointWriter>(
        std::make_unique<StoredCheckpointWriter>(std::move(core), checkpoint, std::move(staged).value()));
}

void pruneTrainerState(StoreCore& core, std::int64_t run) {
    auto checkpoints = checkpointsOf(core, run);
    if (!checkpoints) return log::warn(checkpoints.error().message());
    for (const auto& checkpoint : *checkpoints) {
        if (checkpoint.resumable) continue;
        if (auto dropped = folders::dropTrainerState(checkpoint.folder); !dropped) log::warn(dropped.error().message());
    }
}

}  // namespace detox
