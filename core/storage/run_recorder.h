// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "core/api/run_store.h"
#include "core/storage/store_core.h"

namespace detox {

/// Writes one run: its rows and its checkpoints. Holds the run's claim while it lives.
class SqliteRunRecorder final : public RunRecorder {
public:
    /// Precondition: `core->claim(id)` was granted to the caller, who hands it over.
    SqliteRunRecorder(std::shared_ptr<StoreCore> core, std::int64_t id);
    ~SqliteRunRecorder() override;

    std::int64_t id() const override { return m_id; }
    const std::filesystem::path& folder() const override { return m_folder; }
    Result<void> setState(RunState state) override;
    Result<void> finish(RunState state, const std::optional<Measurement>& before,
                        const std::optional<Measurement>& after, const std::string& message) override;

    Result<void> recordUpdate(const UpdateReport& report) override;
    Result<void> recordProbe(const ProbeReport& report) override;
    Result<void> recordEvent(const TrainingEvent& event) override;

    Result<std::unique_ptr<CheckpointWriter>> begin(int update, bool resumable) override;
    std::optional<std::size_t> freeBytes() const override;

private:
    const std::shared_ptr<StoreCore> m_core;
    const std::int64_t m_id;
    const std::filesystem::path m_folder;
};

}  // namespace detox
