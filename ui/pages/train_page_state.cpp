// SPDX-License-Identifier: GPL-3.0-or-later
// What the Train page shows in each state: header, progress, banner.
#include <QAction>
#include <QProgressBar>
#include <QStackedWidget>

#include "ui/models/display_text.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/run_pills.h"
#include "ui/pages/train_checkpoint_card.h"
#include "ui/pages/train_live.h"
#include "ui/pages/train_page.h"
#include "ui/pages/train_setup.h"
#include "ui/pages/train_tables.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

QString subtitleOf(const RunConfig& config, const QString& preset) {
    QStringList parts;
    if (!preset.isEmpty()) parts << plainLine(preset.toStdString());
    parts << shortModelName(config.models.model) << TrainPage::tr("seed %1").arg(config.seed);
    return parts.join(QStringLiteral(" · "));
}

QString measuredText(const TrainingOutcome& outcome) {
    if (!outcome.before || !outcome.after) return TrainPage::tr("The last checkpoint is kept.");
    return TrainPage::tr("On %1 test prompts: toxicity %2 → %3, length %4 → %5, perplexity %6 → %7.")
        .arg(outcome.after->n)
        .arg(decimal(outcome.before->meanToxicity), decimal(outcome.after->meanToxicity),
             decimal(outcome.before->meanLength, 1), decimal(outcome.after->meanLength, 1),
             decimal(outcome.before->perplexity, 1), decimal(outcome.after->perplexity, 1));
}

}  // namespace

void TrainPage::setView(View view) {
    m_view = view;
    m_stack->setCurrentWidget(view == View::Setup ? static_cast<QWidget*>(m_setup) : m_live);
    refresh();
}

QString TrainPage::startProblem() const {
    if (m_controller.active()) return tr("A run is training. Stop it first, or wait until it ends.");
    if (const std::string reason = m_parts.store.readOnlyReason(); !reason.empty()) return plainLine(reason);
    const auto problems = m_setup->draft().problems();
    if (problems.empty()) return {};
    return problems.size() == 1 ? tr("1 field needs attention") : tr("%1 fields need attention").arg(problems.size());
}

void TrainPage::refresh() {
    switch (m_view) {
        case View::Setup:
            refreshSetup();
            break;
        case View::Training:
            refreshTraining();
            break;
        case View::Recorded:
            refreshRecorded();
            break;
    }
    refreshActions();
    showProgress();
}

void TrainPage::refreshSetup() {
    const ConfigDraft& draft = m_setup->draft();
    const int changes = draft.changes();
    const QString preset = plainLine(draft.preset().name);
    header().setTitle(tr("New run"));
    header().clearPill();
    header().setSubtitle(changes == 0   ? preset
                         : changes == 1 ? tr("%1, 1 change").arg(preset)
                                        : tr("%1, %2 changes").arg(preset).arg(changes));
}

void TrainPage::refreshTraining() {
    header().setTitle(m_runName.isEmpty() ? tr("New run") : m_runName);
    header().setSubtitle(subtitleOf(m_controller.config(), m_controller.preset()));
    header().setPill(trainerPill(m_controller.state()));
}

void TrainPage::refreshRecorded() {
    const auto run = m_parts.store.run(m_recorded);
    if (!run) return;
    header().setTitle(plainLine(run->summary.name));
    header().setSubtitle(subtitleOf(run->config, QString::fromStdString(run->summary.preset)));
    header().setPill(runPill(run->summary.state));
}

void TrainPage::refreshActions() {
    const bool setup = m_view == View::Setup;
    const bool training = m_view == View::Training && m_controller.active();
    const TrainerState state = m_controller.state();
    const QString problem = startProblem();
    const bool faulty = setup && !m_setup->draft().problems().empty();
    m_startButton->setVisible(setup);
    m_startButton->setEnabled(problem.isEmpty());
    setPlainToolTip(*m_startButton, problem);
    m_startAction->setEnabled(inFront() && setup && problem.isEmpty());
    m_attention->setVisible(faulty);
    restyleButton(*m_attention, {.text = problem, .icon = QStringLiteral("error"), .kind = ButtonKind::Danger});
    m_newButton->setVisible(!setup && !training);
    const bool paused = state == TrainerState::Paused || state == TrainerState::Pausing;
    restyleButton(*m_pauseButton, {.text = paused ? tr("Resume") : tr("Pause"),
                                   .icon = paused ? QStringLiteral("play") : QStringLiteral("pause"),
                                   .hint = tr("Space")});
    restyleButton(*m_checkpointButton,
                  {.text = m_controller.checkpointPending() ? tr("Checkpoint after this update") : tr("Checkpoint now"),
                   .icon = QStringLiteral("checkpoint"),
                   .hint = tr("Ctrl+S")});
    const bool stopping = state == TrainerState::Stopping;
    for (QPushButton* button : {m_pauseButton, m_checkpointButton, m_stopButton}) {
        button->setVisible(training);
        button->setEnabled(training && !stopping);
    }
    m_checkpointButton->setEnabled(training && !stopping && !m_controller.checkpointPending());
    for (QAction* action : {m_pauseAction, m_checkpointAction, m_stopAction})
        action->setEnabled(m_controller.active() && !stopping);
    m_searchAction->setEnabled(inFront() && setup);
    m_blurAction->setEnabled(inFront());
}

void TrainPage::showProgress() {
    const bool shown = m_view == View::Training;
    m_progress->setVisible(shown);
    m_counter->setVisible(shown);
    if (!shown) return;
    const int total = std::max(1, m_controller.totalUpdates());
    const int done = m_controller.update();
    m_progress->setRange(0, total);
    m_progress->setValue(done);
    const bool waiting = done == 0 && m_controller.active();
    QString step = plainLine(m_phase.text);
    if (m_phase.total > 0) step = tr("%1: %2 of %3").arg(step).arg(m_phase.done).arg(m_phase.total);
    m_live->setWaitingMessage(waiting ? step : QString());
    if (waiting) return m_counter->setText(step);
    const QString count = tr("Update %1 of %2").arg(done).arg(total);
    const QString left = timeLeft();
    m_counter->setText(left.isEmpty() ? count : QStringLiteral("%1 · %2").arg(count, left));
}

QString TrainPage::timeLeft() const {
    const auto left = m_eta.secondsLeft(m_controller.totalUpdates() - m_controller.update());
    return m_controller.active() && left ? tr("%1 left").arg(duration(*left)) : QString();
}

void TrainPage::showAlarm(const TrainingEvent& event) {
    banner().present(Severity::Warning, plainLine(event.text), plainLine(event.remedy));
    const int update = event.update;
    connect(banner().addAction(tr("Open journal")), &QPushButton::clicked, this,
            [this, update] { m_live->tables().showJournal(update); });
}

void TrainPage::showEnd() {
    if (m_controller.runId() > 0) m_live->refreshCheckpoints(m_parts.store, m_controller.runId());
    const bool resumable = m_controller.runId() > 0 && m_live->checkpoints().model().rowCount() > 0;
    switch (m_controller.state()) {
        case TrainerState::Finished:
            banner().present(Severity::Success, tr("Training is finished"),
                             m_controller.outcome() ? measuredText(*m_controller.outcome()) : QString());
            break;
        case TrainerState::Stopped:
            banner().present(Severity::Info, tr("Training is stopped"),
                             resumable
                                 ? tr("Update %1 is saved. The run can go on from there.").arg(m_controller.update())
                                 : tr("Nothing was trained yet."));
            break;
        default:
            banner().present(Severity::Error, tr("Training ended with an error"), m_controller.error());
            break;
    }
    if (resumable) connect(banner().addAction(tr("Compare")), &QPushButton::clicked, this, &TrainPage::compareShown);
    if (resumable && m_controller.state() != TrainerState::Finished)
        connect(banner().addAction(tr("Resume")), &QPushButton::clicked, this,
                [this] { resumeRun(m_controller.runId()); });
}

void TrainPage::compareShown() {
    requestCompare(m_live->checkpoints().chosenUpdate());
}

}  // namespace detox::ui
