// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "core/api/engine.h"
#include "core/api/run_store.h"
#include "ui/bridge/training_inbox.h"
#include "ui/bridge/training_job.h"

namespace detox::ui {

/// What the window says a training run is doing. Pausing, Resuming and Stopping follow a button at once, before the
/// trainer has answered.
enum class TrainerState { Idle, Starting, Training, Pausing, Paused, Resuming, Stopping, Finished, Stopped, Failed };

[[nodiscard]] inline bool isActive(TrainerState state) {
    return state != TrainerState::Idle && state < TrainerState::Finished;
}

/// Runs one training session at a time on a thread of its own and tells the window what it reports, at most 30 times a
/// second. GUI thread only; stop, pause and checkpoint requests go straight to the session, past every event queue.
/// Destroying it stops the run with a checkpoint, joins the thread and drains what was reported.
class TrainingController : public QObject {
    Q_OBJECT
public:
    /// `store` and what `engine` captures outlive the controller.
    TrainingController(EngineProvider engine, RunStore& store, QObject* parent = nullptr);
    ~TrainingController() override;

    /// A new run. Precondition: not active.
    void start(const RunConfig& config, const QString& preset);
    /// Goes on from the newest resumable checkpoint. Precondition: not active.
    void resumeRun(std::int64_t id);

    void pause();
    void resume();
    void checkpointNow();
    void stop();
    /// stop → join → drain; the last signals are emitted before it returns.
    void shutdown();

    [[nodiscard]] TrainerState state() const { return m_state; }
    [[nodiscard]] bool active() const { return isActive(m_state); }
    /// The run of the moment or the last one; 0 before its row exists.
    [[nodiscard]] std::int64_t runId() const { return m_runId; }
    [[nodiscard]] const RunConfig& config() const { return m_config; }
    [[nodiscard]] const QString& preset() const { return m_preset; }
    [[nodiscard]] int update() const { return m_update; }
    [[nodiscard]] int totalUpdates() const { return m_config.ppo.updates; }
    /// Why it failed; empty otherwise.
    [[nodiscard]] const QString& error() const { return m_error; }
    [[nodiscard]] const std::optional<TrainingOutcome>& outcome() const { return m_outcome; }
    [[nodiscard]] bool checkpointPending() const { return m_checkpointPending; }

signals:
    void stateChanged();
    /// The run has a row in the store: runId() is valid.
    void runStarted();
    void updateArrived(std::shared_ptr<const detox::UpdateReport> report);
    void probeArrived(std::shared_ptr<const detox::ProbeReport> report);
    void eventArrived(const detox::TrainingEvent& event);
    /// A named step with progress, the latest only.
    void phaseChanged(const detox::TrainingEvent& phase);

private:
    void launch(std::unique_ptr<TrainingJob> job);
    void scheduleDrain();
    void drain();
    void deliver(const TrainingEvent& event);
    void finish(const Result<TrainingOutcome>& outcome);
    void setState(TrainerState state);

    const EngineProvider m_engine;
    RunStore& m_store;
    std::unique_ptr<TrainingInbox> m_inbox;
    std::unique_ptr<TrainingJob> m_job;
    std::thread m_thread;
    std::stop_source m_stop;
    QTimer m_drainTimer;
    QElapsedTimer m_sinceDrain;

    TrainerState m_state = TrainerState::Idle;
    std::int64_t m_runId = 0;
    RunConfig m_config;
    QString m_preset;
    QString m_error;
    int m_update = 0;
    bool m_checkpointPending = false;
    std::optional<TrainingOutcome> m_outcome;
};

}  // namespace detox::ui
