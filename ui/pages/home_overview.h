// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "ui/models/run_table_model.h"

class QPushButton;
class QTableView;

namespace detox::ui {

class ActionCard;
class EngineHost;

/// Home once there are runs: what to do next, the newest runs, this computer.
class HomeOverview final : public QWidget {
    Q_OBJECT
public:
    /// `starterProblem`: why the starter cannot be started; empty when it can.
    HomeOverview(EngineHost& engine, const QString& dataFolder, const QString& starterProblem,
                 QWidget* parent = nullptr);

    /// Newest first.
    void setRuns(std::vector<RunSummary> runs);
    [[nodiscard]] QPushButton* primaryButton() const { return m_primary; }
    [[nodiscard]] QTableView& table() const { return *m_table; }

signals:
    void starterRequested();
    void newRunRequested();
    void resumeRequested(qint64 run);
    void openRequested(qint64 run);
    void compareRequested();
    void allRunsRequested();

private:
    [[nodiscard]] QWidget* makeActions(const QString& starterProblem);
    [[nodiscard]] QWidget* makeRecent();
    [[nodiscard]] QWidget* makeSide(EngineHost& engine, const QString& dataFolder);
    void showFirstAction();
    void onPrimary();

    RunTableModel m_runs;
    qint64 m_resumable = 0;  ///< the run the first card offers to continue; 0: none
    ActionCard* m_next = nullptr;
    QPushButton* m_primary = nullptr;
    QPushButton* m_look = nullptr;
    QPushButton* m_all = nullptr;
    QTableView* m_table = nullptr;
};

}  // namespace detox::ui
