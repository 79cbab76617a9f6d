// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "core/api/engine.h"
#include "core/api/run_store.h"
#include "ui/bridge/engine_provider.h"
#include "ui/bridge/training_inbox.h"

namespace detox::ui {

/// What a job works with; all of it outlives the job.
struct TrainingTools {
    EngineProvider engine;
    RunStore* store = nullptr;
    TrainingInbox* inbox = nullptr;
};

/// A new run, or the one to go on with.
struct TrainingOrder {
    RunConfig config;
    std::string preset;
    std::optional<std::int64_t> resumeId;
};

/// One run from loading the engine to the last row in the store. run() blocks on the trainer's thread; the requests may
/// come from any thread at any time, also before the session exists.
class TrainingJob final : private TrainingObserver {
public:
    TrainingJob(TrainingTools tools, TrainingOrder order);
    ~TrainingJob() override;

    /// Reports to the inbox, the end included. Catches everything.
    void run(std::stop_token stop);
    void setPaused(bool paused);
    void requestCheckpoint();

private:
    void onEvent(const TrainingEvent& event) override;
    void onUpdate(std::shared_ptr<const UpdateReport> report) override;
    void onProbe(std::shared_ptr<const ProbeReport> report) override;

    [[nodiscard]] Result<TrainingOutcome> work(const std::stop_token& stop);
    [[nodiscard]] Result<PpoSetup> prepare();
    [[nodiscard]] Result<void> openRecorder(PpoSetup& setup);
    [[nodiscard]] Result<TrainingOutcome> train(Engine& engine, const PpoSetup& setup, const std::stop_token& stop);
    [[nodiscard]] Result<void> close(const Result<TrainingOutcome>& outcome);

    const TrainingTools m_tools;
    TrainingOrder m_order;
    std::unique_ptr<RunRecorder> m_recorder;  ///< trainer's thread only

    std::mutex m_mutex;
    // guarded by m_mutex:
    std::unique_ptr<TrainingSession> m_session;
    bool m_paused = false;
    bool m_checkpointWanted = false;
};

}  // namespace detox::ui
