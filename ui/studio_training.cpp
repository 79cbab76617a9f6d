// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio_training.h"

#include "core/api/metric_names.h"
#include "core/util/paths.h"
#include "ui/bridge/engine_host.h"
#include "ui/main_window.h"
#include "ui/models/display_text.h"
#include "ui/pages/runs_page.h"
#include "ui/pages/train_page.h"
#include "ui/widgets/navigation_rail.h"
#include "ui/widgets/status_line.h"

namespace detox::ui {

StudioTraining::StudioTraining(const StudioTrainingParts& parts)
    : m_exportParts{.engine = [&engine = parts.engine] { return engine.engine(); },
                    .store = parts.store,
                    .settings = parts.settings},
      m_controller(m_exportParts.engine, parts.store),
      m_train(new TrainPage({.controller = m_controller,
                             .store = parts.store,
                             .previewer = parts.previewer,
                             .presetFolder = resourceFolder() / "presets",
                             .dataFolder = parts.dataFolder.toStdString()})),
      m_runs(new RunsPage(parts.store, m_controller)) {
    joinPages();
}

StudioTraining::~StudioTraining() = default;

void StudioTraining::joinPages() {
    connect(m_train, &TrainPage::compareRequested, this, &StudioTraining::compareRequested);
    connect(m_runs, &RunsPage::compareRequested, this, &StudioTraining::compareRequested);
    connect(m_train, &TrainPage::runsChanged, m_runs, &RunsPage::refresh);
    connect(&m_controller, &TrainingController::updateArrived, m_runs, &RunsPage::refreshSoon);
    connect(m_runs, &RunsPage::openRequested, this, &StudioTraining::showRun);
    connect(m_runs, &RunsPage::resumeRequested, this, &StudioTraining::resumeRun);
    connect(m_runs, &RunsPage::exportRequested, this, [this](qint64 id) { exportRun(id, std::nullopt); });
    connect(m_train, &TrainPage::exportRequested, this, &StudioTraining::exportRun);
    connect(m_runs, &RunsPage::newRunRequested, this, [this] {
        m_train->newRun();
        if (m_window != nullptr) m_window->showPage(PageId::Train);
    });
}

void StudioTraining::join(MainWindow& window) {
    m_window = &window;
    connect(&window, &MainWindow::aboutToClose, &m_controller, &TrainingController::stop);
    connect(&window.statusLine(), &StatusLine::runClicked, this, [this] { showRun(m_controller.runId()); });
    connect(&m_controller, &TrainingController::stateChanged, this, &StudioTraining::showStatus);
    connect(&m_controller, &TrainingController::runStarted, this, &StudioTraining::showStatus);
    connect(&m_controller, &TrainingController::updateArrived, this, [this](const auto& report) {
        const auto speed = report->metrics.find(metric::kTokensPerSecond);
        if (speed != report->metrics.end()) m_speed = tr("%1 tokens/s").arg(decimal(speed->second, 0));
        showStatus();
    });
}

void StudioTraining::showStatus() {
    const bool active = m_controller.active();
    auto* entry = m_window->rail().entry(static_cast<int>(PageId::Train));
    entry->setDot(active ? std::optional(Color::Success) : std::nullopt, active ? tr("A run is training") : QString());
    if (!active) {
        m_speed.clear();
        return m_window->statusLine().setRun(std::nullopt);
    }
    m_window->statusLine().setRun(
        RunStatus{.name = m_train->runName(),
                  .progress = QStringLiteral("%1 / %2").arg(m_controller.update()).arg(m_controller.totalUpdates()),
                  .timeLeft = m_train->timeLeft(),
                  .speed = m_speed});
}

void StudioTraining::startPreset(const QString& id) {
    m_train->startPreset(id);
    if (m_window != nullptr) m_window->showPage(PageId::Train);
}

void StudioTraining::showRun(qint64 id) {
    if (m_window != nullptr) m_window->showPage(PageId::Train);
    m_train->showRun(id);
}

void StudioTraining::resumeRun(qint64 id) {
    if (m_window != nullptr) m_window->showPage(PageId::Train);
    m_train->resumeRun(id);
}

void StudioTraining::exportRun(qint64 id, std::optional<int> update) {
    auto* dialog = new ExportDialog(m_exportParts, {.run = id, .update = update}, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

}  // namespace detox::ui
