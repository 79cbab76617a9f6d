// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/training_controller.h"

#include <utility>

#include "ui/models/display_text.h"

namespace detox::ui {
namespace {
constexpr int kDrainMillis = 34;  ///< at most 30 times a second
}

TrainingController::TrainingController(EngineProvider engine, RunStore& store, QObject* parent)
    : QObject(parent), m_engine(std::move(engine)), m_store(store) {
    m_drainTimer.setSingleShot(true);
    connect(&m_drainTimer, &QTimer::timeout, this, &TrainingController::drain);
    m_sinceDrain.start();
    m_inbox = std::make_unique<TrainingInbox>(
        [this] { QMetaObject::invokeMethod(this, &TrainingController::scheduleDrain, Qt::QueuedConnection); });
}

TrainingController::~TrainingController() {
    blockSignals(true);
    shutdown();
}

void TrainingController::start(const RunConfig& config, const QString& preset) {
    if (active()) return;
    m_config = config;
    m_preset = preset;
    launch(std::make_unique<TrainingJob>(
        TrainingTools{.engine = m_engine, .store = &m_store, .inbox = m_inbox.get()},
        TrainingOrder{.config = config, .preset = preset.toStdString(), .resumeId = std::nullopt}));
}

void TrainingController::resumeRun(std::int64_t id) {
    if (active()) return;
    if (const auto details = m_store.run(id); details.ok()) {
        m_config = details->config;
        m_preset = plainLine(details->summary.preset);
    }
    launch(std::make_unique<TrainingJob>(
        TrainingTools{.engine = m_engine, .store = &m_store, .inbox = m_inbox.get()},
        TrainingOrder{.config = m_config, .preset = m_preset.toStdString(), .resumeId = id}));
}

void TrainingController::launch(std::unique_ptr<TrainingJob> job) {
    if (m_thread.joinable()) m_thread.join();
    m_job = std::move(job);
    m_stop = std::stop_source();
    m_runId = 0;
    m_update = 0;
    m_error.clear();
    m_outcome.reset();
    m_checkpointPending = false;
    setState(TrainerState::Starting);
    m_thread = std::thread([job = m_job.get(), token = m_stop.get_token()] { job->run(token); });
}

void TrainingController::pause() {
    if (m_state != TrainerState::Starting && m_state != TrainerState::Training && m_state != TrainerState::Resuming)
        return;
    m_job->setPaused(true);
    setState(TrainerState::Pausing);
}

void TrainingController::resume() {
    if (m_state != TrainerState::Paused && m_state != TrainerState::Pausing) return;
    m_job->setPaused(false);
    setState(TrainerState::Resuming);
}

void TrainingController::checkpointNow() {
    if (!active() || m_state == TrainerState::Stopping) return;
    m_job->requestCheckpoint();
    m_checkpointPending = true;
    emit stateChanged();
}

void TrainingController::stop() {
    if (!active()) return;
    m_stop.request_stop();
    setState(TrainerState::Stopping);
}

void TrainingController::shutdown() {
    m_stop.request_stop();
    if (m_thread.joinable()) m_thread.join();
    m_drainTimer.stop();
    drain();
}

void TrainingController::scheduleDrain() {
    if (m_drainTimer.isActive()) return;
    const qint64 left = kDrainMillis - m_sinceDrain.elapsed();
    if (left <= 0) return drain();
    m_drainTimer.start(static_cast<int>(left));
}

void TrainingController::drain() {
    m_sinceDrain.restart();
    const TrainingNews news = m_inbox->take();
    if (news.runId) {
        m_runId = *news.runId;
        emit runStarted();
    }
    if (news.phase) emit phaseChanged(*news.phase);
    for (const auto& report : news.updates) {
        m_update = report->update;
        if (m_state == TrainerState::Starting || m_state == TrainerState::Resuming) setState(TrainerState::Training);
        emit updateArrived(report);
    }
    for (const auto& report : news.probes) emit probeArrived(report);
    for (const auto& event : news.events) deliver(event);
    if (news.outcome) finish(*news.outcome);
}

void TrainingController::deliver(const TrainingEvent& event) {
    // A session pauses itself when the disk is full. After a resume that came first, an old pause means nothing.
    const bool mayPause =
        m_state == TrainerState::Pausing || m_state == TrainerState::Training || m_state == TrainerState::Starting;
    if (event.kind == EventKind::Paused && mayPause) setState(TrainerState::Paused);
    if (event.kind == EventKind::Resumed && m_state == TrainerState::Resuming) setState(TrainerState::Training);
    if (event.kind == EventKind::Checkpoint && std::exchange(m_checkpointPending, false)) emit stateChanged();
    emit eventArrived(event);
}

void TrainingController::finish(const Result<TrainingOutcome>& outcome) {
    if (m_thread.joinable()) m_thread.join();
    m_job.reset();
    m_checkpointPending = false;
    if (!outcome) {
        const bool stopped = outcome.error().kind() == ErrorKind::Cancelled;
        if (!stopped) m_error = plainLine(outcome.error().message());
        return setState(stopped ? TrainerState::Stopped : TrainerState::Failed);
    }
    m_outcome = *outcome;
    m_update = outcome->update;
    setState(outcome->end == TrainingEnd::Finished ? TrainerState::Finished : TrainerState::Stopped);
}

void TrainingController::setState(TrainerState state) {
    m_state = state;
    emit stateChanged();
}

}  // namespace detox::ui
