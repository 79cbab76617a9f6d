// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <stop_token>
#include <thread>

#include <QObject>
#include <QString>
#include <QTimer>

#include "ui/bridge/export_job.h"

namespace detox::ui {

/// What an export is doing. Stopping follows the button at once, before the engine has answered.
enum class ExportState { Idle, Working, Stopping, Done, Stopped, Failed };

/// Exports one model at a time on a thread of its own and tells the window of its steps, at most 30 times a second. GUI
/// thread only; stopping goes straight to the engine, past every event queue. Destroying it stops and joins.
class ExportController final : public QObject {
    Q_OBJECT
public:
    /// `store` and what `engine` captures outlive the controller.
    ExportController(EngineProvider engine, const RunStore& store, QObject* parent = nullptr);
    ~ExportController() override;

    /// Precondition: not active.
    void start(ExportOrder order);
    void stop();

    [[nodiscard]] ExportState state() const { return m_state; }
    [[nodiscard]] bool active() const { return m_state == ExportState::Working || m_state == ExportState::Stopping; }
    /// The named step of the moment; its text is empty before the first.
    [[nodiscard]] const TrainingEvent& phase() const { return m_phase; }
    /// Valid when Done.
    [[nodiscard]] const ExportOutcome& outcome() const { return m_outcome; }
    /// Why it Failed, one sentence.
    [[nodiscard]] const QString& problem() const { return m_problem; }

signals:
    void stateChanged();
    void phaseChanged();

private:
    void drain();
    void finish(const Result<ExportOutcome>& outcome);
    void setState(ExportState state);

    const EngineProvider m_engine;
    const RunStore& m_store;
    QTimer m_drainTimer;
    ExportState m_state = ExportState::Idle;
    TrainingEvent m_phase;
    ExportOutcome m_outcome;
    QString m_problem;
    std::stop_source m_stop;
    std::unique_ptr<ExportJob> m_job;
    std::thread m_thread;  ///< last: uses the job
};

}  // namespace detox::ui
