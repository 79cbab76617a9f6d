// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>

#include "core/api/run_store.h"

namespace detox {

/// Runs in memory. Safe from any thread, as a RunStore is.
class FakeRunStore final : public RunStore {
public:
    struct Run {
        RunDetails details;
        std::map<std::string, std::vector<MetricPoint>> metrics;
        std::vector<RolloutSample> samples;  ///< oldest first
        std::vector<ProbeReport> probes;
        std::vector<CheckpointInfo> checkpoints;
        std::vector<JournalEntry> journal;
    };

    /// Adds a run as it is; returns its id.
    std::int64_t add(Run run);
    /// A copy. Precondition: it exists.
    [[nodiscard]] Run copyOf(std::int64_t id) const;

    [[nodiscard]] Result<std::vector<RunSummary>> runs() const override;
    [[nodiscard]] Result<RunDetails> run(std::int64_t id) const override;
    [[nodiscard]] Result<std::map<std::string, std::vector<MetricPoint>>> metrics(std::int64_t id) const override;
    [[nodiscard]] Result<std::vector<RolloutSample>> samples(std::int64_t id, int limit) const override;
    [[nodiscard]] Result<std::vector<ProbeReport>> probes(std::int64_t id) const override;
    [[nodiscard]] Result<std::vector<CheckpointInfo>> checkpoints(std::int64_t id) const override;
    [[nodiscard]] Result<std::vector<JournalEntry>> journal(std::int64_t id) const override;
    [[nodiscard]] Result<std::unique_ptr<RunRecorder>> create(const RunConfig& config,
                                                              const std::string& preset) override;
    [[nodiscard]] Result<std::unique_ptr<RunRecorder>> reopen(std::int64_t id, int fromUpdate) override;
    [[nodiscard]] Result<void> rename(std::int64_t id, const std::string& name) override;
    [[nodiscard]] Result<void> remove(std::int64_t id) override;

    /// Changes a run under the lock; nothing happens when it is gone.
    template <class Change>
    void change(std::int64_t id, const Change& apply) {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_runs.find(id); found != m_runs.end()) apply(found->second);
    }

private:
    template <class Part>
    [[nodiscard]] auto part(std::int64_t id, Part Run::*member) const -> Result<Part>;

    mutable std::mutex m_mutex;
    // guarded by m_mutex:
    std::map<std::int64_t, Run> m_runs;
    std::int64_t m_next = 1;
};

}  // namespace detox
