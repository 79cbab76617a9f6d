// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/export_controller.h"

#include <utility>

#include "ui/models/display_text.h"

namespace detox::ui {
namespace {
constexpr int kDrainMillis = 34;  ///< at most 30 times a second
}

ExportController::ExportController(EngineProvider engine, const RunStore& store, QObject* parent)
    : QObject(parent), m_engine(std::move(engine)), m_store(store) {
    m_drainTimer.setSingleShot(true);
    m_drainTimer.setInterval(kDrainMillis);
    connect(&m_drainTimer, &QTimer::timeout, this, &ExportController::drain);
}

ExportController::~ExportController() {
    m_stop.request_stop();
    if (m_thread.joinable()) m_thread.join();
}

void ExportController::start(ExportOrder order) {
    if (active()) return;
    m_stop = std::stop_source();
    m_phase = {};
    m_problem.clear();
    const auto wake = [this] { QMetaObject::invokeMethod(&m_drainTimer, qOverload<>(&QTimer::start)); };
    m_job =
        std::make_unique<ExportJob>(ExportTools{.engine = m_engine, .store = &m_store, .wake = wake}, std::move(order));
    setState(ExportState::Working);
    m_thread = std::thread([job = m_job.get(), token = m_stop.get_token()] { job->run(token); });
}

void ExportController::stop() {
    if (m_state != ExportState::Working) return;
    m_stop.request_stop();
    setState(ExportState::Stopping);
}

void ExportController::drain() {
    if (!m_job) return;
    const ExportNews news = m_job->take();
    if (news.phase) {
        m_phase = *news.phase;
        emit phaseChanged();
    }
    if (news.outcome) finish(*news.outcome);
}

void ExportController::finish(const Result<ExportOutcome>& outcome) {
    m_thread.join();
    m_job.reset();
    if (outcome) {
        m_outcome = *outcome;
        return setState(ExportState::Done);
    }
    const bool stopped = outcome.error().kind() == ErrorKind::Cancelled;
    if (!stopped) m_problem = plainText(outcome.error().message());
    setState(stopped ? ExportState::Stopped : ExportState::Failed);
}

void ExportController::setState(ExportState state) {
    m_state = state;
    emit stateChanged();
}

}  // namespace detox::ui
