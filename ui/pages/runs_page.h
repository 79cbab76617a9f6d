// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QTimer>

#include "ui/models/run_table_model.h"
#include "ui/pages/page.h"
#include "ui/plots/run_sparks.h"

class QLineEdit;
class QPushButton;
class QStackedLayout;
class QTableView;

namespace detox::ui {

class Chip;
class PlainLabel;
class RunsDetails;
class SideDrawer;
class TrainingController;

/// Every run ever made here: to find, open, resume, rename, compare, export and delete.
class RunsPage final : public Page {
    Q_OBJECT
public:
    /// Both outlive the page.
    RunsPage(RunStore& store, const TrainingController& controller, QWidget* parent = nullptr);

    [[nodiscard]] QList<QAction*> menuActions() const override;
    [[nodiscard]] QString helpText() const override;
    void setInFront(bool inFront) override;

    [[nodiscard]] const RunTableModel& runs() const { return m_runs; }
    [[nodiscard]] QTableView& table() const { return *m_table; }
    [[nodiscard]] SideDrawer& drawer() const { return *m_drawer; }

public slots:
    void refresh();
    /// Within a second, if the page is in front: the training run has moved.
    void refreshSoon();

signals:
    void openRequested(qint64 id);
    void resumeRequested(qint64 id);
    /// Models as Compare names them: a folder, or run:ID@update.
    void compareRequested(const QString& left, const QString& right);
    /// The run has a checkpoint.
    void exportRequested(qint64 id);
    void newRunRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildHeader();
    void buildFilters();
    void buildTable();
    void buildColumns();
    void buildShown();
    void buildActions();
    void addChip(const QString& text, std::optional<RunState> state);
    void showSelection();
    void showCounts();
    void offerResume();
    void openSelected();
    void resumeSelected();
    void compareSelected();
    void exportSelected();
    void askToDelete();
    void remove(std::int64_t id);
    void rename(std::int64_t id, const QString& name);
    [[nodiscard]] const RunSummary* selected() const;
    /// Why `run` cannot be resumed; empty: it can.
    [[nodiscard]] QString resumeProblem(const RunSummary& run) const;
    /// Why the selected run's model cannot be exported; empty: it can.
    [[nodiscard]] QString exportProblem() const;
    void showExportable();

    struct StateChip {
        Chip* chip;
        QString text;
        std::optional<RunState> state;
    };

    RunStore& m_store;
    const TrainingController& m_controller;
    RunTableModel m_runs;
    RunSparks m_sparks;
    RunFilter m_filter;
    QLineEdit* m_search = nullptr;
    std::vector<StateChip> m_chips;
    QStackedLayout* m_stack = nullptr;
    QTableView* m_table = nullptr;
    RunsDetails* m_details = nullptr;
    SideDrawer* m_drawer = nullptr;
    QPushButton* m_detailsButton = nullptr;
    PlainLabel* m_count = nullptr;
    QList<QAction*> m_actions;
    QAction* m_export = nullptr;  ///< one of them
    QTimer m_soon;
    std::optional<std::int64_t> m_offered;  ///< the interrupted run the banner is about
};

}  // namespace detox::ui
