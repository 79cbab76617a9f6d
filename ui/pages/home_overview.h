// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "ui/models/run_table_model.h"
#include "ui/plots/run_sparks.h"

class QPushButton;
class QTableView;

namespace detox::ui {

class ActionCard;
class RunningCard;
struct HomeParts;

/// Home once there are runs: what to do next, the run that trains, the newest runs, this computer.
class HomeOverview final : public QWidget {
    Q_OBJECT
public:
    /// `starterProblem`: why the starter cannot be started; empty when it can.
    HomeOverview(const HomeParts& parts, const QString& starterProblem, QWidget* parent = nullptr);

    /// Newest first.
    void setRuns(std::vector<RunSummary> runs);
    [[nodiscard]] QPushButton* primaryButton() const { return m_primary; }
    [[nodiscard]] QTableView& table() const { return *m_table; }
    [[nodiscard]] RunningCard* running() const { return m_running; }

signals:
    void starterRequested();
    void newRunRequested();
    void resumeRequested(qint64 run);
    void openRequested(qint64 run);
    void compareRequested();
    void allRunsRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] QWidget* makeActions(const QString& starterProblem);
    [[nodiscard]] QWidget* makeRecent();
    void makeColumns();
    [[nodiscard]] QWidget* makeSide(const HomeParts& parts);
    void showFirstAction();
    void onPrimary();

    RunTableModel m_runs;
    RunSparks m_sparks;
    qint64 m_resumable = 0;  ///< the run the first card offers to continue; 0: none
    ActionCard* m_next = nullptr;
    QPushButton* m_primary = nullptr;
    QPushButton* m_look = nullptr;
    QPushButton* m_all = nullptr;
    QTableView* m_table = nullptr;
    QWidget* m_side = nullptr;
    QWidget* m_hint = nullptr;
    RunningCard* m_running = nullptr;  ///< nullptr: nothing trains here
};

}  // namespace detox::ui
