// SPDX-License-Identifier: GPL-3.0-or-later
// What the Runs page shows of its store and does with the selected run.
#include <QItemSelectionModel>
#include <QStackedLayout>
#include <QTableView>

#include "ui/bridge/run_folders.h"
#include "ui/bridge/training_controller.h"
#include "ui/models/checkpoint_table_model.h"
#include "ui/models/display_text.h"
#include "ui/pages/runs_details.h"
#include "ui/pages/runs_page.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {

void RunsPage::refresh() {
    auto runs = m_store.runs();
    if (!runs) {
        m_stack->setCurrentIndex(0);
        return banner().present(Severity::Error, tr("The runs cannot be read"), plainLine(runs.error().message()));
    }
    const RunSummary* before = selected();
    const std::int64_t id = before == nullptr ? 0 : before->id;
    m_runs.refresh(std::move(*runs));
    m_stack->setCurrentIndex(m_runs.rowCount() == 0 ? 0 : 1);
    const int row = id == 0 ? -1 : m_runs.rowOf(id);
    if (row >= 0) m_table->selectRow(m_filter.mapFromSource(m_runs.index(row, 0)).row());
    showSelection();
    showCounts();
    offerResume();
}

void RunsPage::refreshSoon() {
    if (inFront() && !m_soon.isActive()) m_soon.start();
}

const RunSummary* RunsPage::selected() const {
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (rows.isEmpty()) return nullptr;
    return &m_runs.run(m_filter.mapToSource(rows.first()).row());
}

QString RunsPage::resumeProblem(const RunSummary& run) const {
    if (m_controller.active()) return tr("Another run is training.");
    if (const std::string reason = m_store.readOnlyReason(); !reason.empty()) return plainLine(reason);
    const bool may = run.state == RunState::Stopped || run.state == RunState::Interrupted ||
                     run.state == RunState::Failed || run.state == RunState::Paused;
    return may ? QString() : tr("Only a run that ended before its last update can go on.");
}

QString RunsPage::exportProblem() const {
    const RunSummary* run = selected();
    if (run == nullptr) return tr("Select a run first.");
    const auto checkpoints = m_store.checkpoints(run->id);
    if (!checkpoints) return plainLine(checkpoints.error().message());
    return checkpoints->empty() ? tr("This run has no checkpoint yet.") : QString();
}

void RunsPage::showExportable() {
    const QString problem = exportProblem();
    m_details->setExportable(problem);
    m_export->setEnabled(inFront() && problem.isEmpty());
    m_export->setToolTip(plainToolTip(problem));
}

void RunsPage::showSelection() {
    showExportable();
    const RunSummary* run = selected();
    if (run == nullptr) return m_details->clear();
    m_details->showRun(*run);
    const QString problem = resumeProblem(*run);
    m_details->setResumable(problem.isEmpty(), problem);
}

void RunsPage::showCounts() {
    for (const auto& [chip, text, state] : m_chips) {
        const int count = state ? m_runs.count(*state) : m_runs.rowCount();
        chip->setText(QStringLiteral("%1 %2").arg(text).arg(count));
        chip->setVisible(count > 0 || !state || chip->isChecked());
    }
    const int shown = m_filter.rowCount();
    const int all = m_runs.rowCount();
    m_count->setText(shown == all ? (all == 1 ? tr("1 run") : tr("%1 runs").arg(all))
                                  : tr("%1 of %2 runs").arg(shown).arg(all));
}

void RunsPage::offerResume() {
    if (m_offered && m_runs.rowOf(*m_offered) < 0) banner().hide();
    for (int row = 0; row < m_runs.rowCount(); ++row) {
        const RunSummary& run = m_runs.run(row);
        if (run.state != RunState::Interrupted || !resumeProblem(run).isEmpty()) continue;
        if (m_offered == run.id && banner().isVisible()) return;
        m_offered = run.id;
        banner().present(Severity::Warning, tr("%1 was training when the program last closed").arg(plainLine(run.name)),
                         tr("Update %1 of %2 is complete and saved. Nothing of it was lost.")
                             .arg(run.updates)
                             .arg(run.totalUpdates));
        connect(banner().addAction(tr("Resume from the last checkpoint")), &QPushButton::clicked, this,
                [this, id = run.id] {
                    banner().hide();
                    emit resumeRequested(id);
                });
        return;
    }
}

void RunsPage::openSelected() {
    if (const RunSummary* run = selected()) emit openRequested(run->id);
}

void RunsPage::resumeSelected() {
    const RunSummary* run = selected();
    if (run == nullptr) return;
    if (const QString problem = resumeProblem(*run); !problem.isEmpty())
        return banner().present(Severity::Info, tr("This run cannot be resumed"), problem);
    emit resumeRequested(run->id);
}

void RunsPage::compareSelected() {
    const RunSummary* run = selected();
    if (run == nullptr) return;
    const auto details = m_store.run(run->id);
    const auto checkpoints = m_store.checkpoints(run->id);
    const auto probes = m_store.probes(run->id);
    if (!details || !checkpoints || checkpoints->empty()) return;
    const auto best = probes ? recommendedUpdate(*checkpoints, *probes) : std::nullopt;
    const int update = best.value_or(checkpoints->back().update);
    const std::string& model = details->config.models.model;
    const QString left = QString::fromStdString(model.starts_with("run:") ? model : resolveShipped(model).string());
    emit compareRequested(left, QStringLiteral("run:%1@%2").arg(run->id).arg(update));
}

void RunsPage::exportSelected() {
    if (exportProblem().isEmpty()) emit exportRequested(selected()->id);
}

void RunsPage::askToDelete() {
    const RunSummary* run = selected();
    if (run == nullptr) return;
    if (m_controller.active() && m_controller.runId() == run->id)
        return banner().present(Severity::Info, tr("This run is training"), tr("Stop it before you delete it."));
    std::int64_t bytes = 0;
    if (const auto checkpoints = m_store.checkpoints(run->id); checkpoints.ok()) {
        for (const auto& checkpoint : *checkpoints) bytes += checkpoint.bytes;
    }
    banner().present(Severity::Warning, tr("Delete %1?").arg(plainLine(run->name)),
                     tr("Its settings, curves, samples and checkpoints go for good."));
    connect(banner().addAction(tr("Delete, frees %1").arg(byteSize(bytes))), &QPushButton::clicked, this,
            [this, id = run->id] { remove(id); });
    connect(banner().addAction(tr("Keep")), &QPushButton::clicked, &banner(), &QWidget::hide);
}

void RunsPage::remove(std::int64_t id) {
    banner().hide();
    m_table->clearSelection();
    const auto removed = m_store.remove(id);
    refresh();
    if (!removed)
        banner().present(Severity::Error, tr("The run could not be deleted"), plainLine(removed.error().message()));
}

void RunsPage::rename(std::int64_t id, const QString& name) {
    const auto renamed = m_store.rename(id, name.toStdString());
    refresh();
    if (!renamed)
        banner().present(Severity::Error, tr("The run could not be renamed"), plainLine(renamed.error().message()));
}

}  // namespace detox::ui
