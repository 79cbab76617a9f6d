// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/training_job.h"

#include <exception>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

#include "core/util/log.h"
#include "ui/bridge/run_folders.h"
#include "ui/bridge/thread_priority.h"

namespace detox::ui {
namespace {

TrainingEvent phase(std::string text) {
    TrainingEvent event;
    event.kind = EventKind::Phase;
    event.text = std::move(text);
    return event;
}

RunState stateOf(const Result<TrainingOutcome>& outcome) {
    if (!outcome) return outcome.error().kind() == ErrorKind::Cancelled ? RunState::Stopped : RunState::Failed;
    return outcome->end == TrainingEnd::Finished ? RunState::Finished : RunState::Stopped;
}

Result<CheckpointInfo> newestResumable(const RunStore& store, std::int64_t id) {
    auto checkpoints = store.checkpoints(id);
    if (!checkpoints) return checkpoints.error();
    for (auto it = checkpoints->rbegin(); it != checkpoints->rend(); ++it) {
        if (it->resumable) return *it;
    }
    return notFound("This run has no checkpoint that it could go on from. Start a new run with its settings.");
}

}  // namespace

TrainingJob::TrainingJob(TrainingTools tools, TrainingOrder order)
    : m_tools(std::move(tools)), m_order(std::move(order)) {}

TrainingJob::~TrainingJob() = default;

void TrainingJob::run(std::stop_token stop) {
    lowerThreadPriority();
    Result<TrainingOutcome> outcome = cancelled();
    try {
        outcome = work(stop);
        if (auto closed = close(outcome); !closed && outcome.ok()) outcome = closed.error();
    } catch (const Error& error) {
        outcome = error;
    } catch (const std::exception& error) {
        outcome = internalError(std::string("Training ended unexpectedly: ") + error.what());
    }
    {
        const std::lock_guard lock(m_mutex);
        m_session.reset();
    }
    m_recorder.reset();
    m_tools.inbox->onEnd(std::move(outcome));
}

void TrainingJob::setPaused(bool paused) {
    const std::lock_guard lock(m_mutex);
    m_paused = paused;
    if (m_session) m_session->setPaused(paused);
}

void TrainingJob::requestCheckpoint() {
    const std::lock_guard lock(m_mutex);
    m_checkpointWanted = true;
    if (m_session) m_session->requestCheckpoint();
}

void TrainingJob::onEvent(const TrainingEvent& event) {
    if (m_recorder && (event.kind == EventKind::Paused || event.kind == EventKind::Resumed)) {
        const auto state = event.kind == EventKind::Paused ? RunState::Paused : RunState::Running;
        if (auto stored = m_recorder->setState(state); !stored) log::warn(stored.error().message());
    }
    m_tools.inbox->onEvent(event);
}

void TrainingJob::onUpdate(std::shared_ptr<const UpdateReport> report) {
    m_tools.inbox->onUpdate(std::move(report));
}

void TrainingJob::onProbe(std::shared_ptr<const ProbeReport> report) {
    m_tools.inbox->onProbe(std::move(report));
}

Result<TrainingOutcome> TrainingJob::work(const std::stop_token& stop) {
    m_tools.inbox->onEvent(phase("Loading the engine"));
    auto engine = m_tools.engine();
    if (!engine) return engine.error();
    if (stop.stop_requested()) return cancelled();
    auto setup = prepare();
    if (!setup) return setup.error();
    if (auto opened = openRecorder(*setup); !opened) return opened.error();
    return train(**engine, *setup, stop);
}

Result<PpoSetup> TrainingJob::prepare() {
    PpoSetup setup;
    if (m_order.resumeId) {
        auto details = m_tools.store->run(*m_order.resumeId);
        if (!details) return details.error();
        m_order.config = details->config;
    }
    auto folders = resolveFolders(m_order.config, *m_tools.store);
    if (!folders) return folders.error();
    setup.config = m_order.config;
    setup.folders = *folders;
    return setup;
}

Result<void> TrainingJob::openRecorder(PpoSetup& setup) {
    if (m_order.resumeId) {
        auto from = newestResumable(*m_tools.store, *m_order.resumeId);
        if (!from) return from.error();
        setup.resumeFrom = from->folder;
        auto recorder = m_tools.store->reopen(*m_order.resumeId, from->update);
        if (!recorder) return recorder.error();
        m_recorder = std::move(*recorder);
    } else {
        auto recorder = m_tools.store->create(m_order.config, m_order.preset);
        if (!recorder) return recorder.error();
        m_recorder = std::move(*recorder);
    }
    setup.sink = m_recorder.get();
    setup.checkpoints = m_recorder.get();
    m_tools.inbox->onRun(m_recorder->id());
    return {};
}

Result<TrainingOutcome> TrainingJob::train(Engine& engine, const PpoSetup& setup, const std::stop_token& stop) {
    m_tools.inbox->onEvent(phase("Loading the models"));
    auto session = engine.newPpoSession(setup);
    if (!session) return session.error();
    TrainingSession* running = session->get();
    {
        const std::lock_guard lock(m_mutex);
        m_session = std::move(*session);
        if (m_paused) m_session->setPaused(true);
        if (m_checkpointWanted) m_session->requestCheckpoint();
    }
    return running->run(stop, *this);
}

Result<void> TrainingJob::close(const Result<TrainingOutcome>& outcome) {
    if (!m_recorder) return {};
    const bool ok = outcome.ok();
    return m_recorder->finish(stateOf(outcome), ok ? outcome->before : std::nullopt, ok ? outcome->after : std::nullopt,
                              ok ? std::string() : outcome.error().message());
}

}  // namespace detox::ui
