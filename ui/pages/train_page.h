// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

#include "ui/bridge/prompt_preview.h"
#include "ui/bridge/training_controller.h"
#include "ui/models/eta_estimator.h"
#include "ui/pages/page.h"

class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace detox::ui {

class PlainLabel;
class TrainLive;
class TrainSetup;

/// What the page works with; all of it outlives the page.
struct TrainParts {
    TrainingController& controller;
    RunStore& store;
    PromptPreviewer previewer;
    std::filesystem::path presetFolder;
    std::filesystem::path dataFolder;
};

/// A new run, the run that trains, or a recorded one.
class TrainPage final : public Page {
    Q_OBJECT
public:
    explicit TrainPage(const TrainParts& parts, QWidget* parent = nullptr);

    [[nodiscard]] QList<QAction*> menuActions() const override;
    [[nodiscard]] QString helpText() const override;
    void setInFront(bool inFront) override;

    [[nodiscard]] TrainSetup& setup() const { return *m_setup; }
    [[nodiscard]] TrainLive& live() const { return *m_live; }
    /// Of the run that trains: its name, and "12 min left" or nothing.
    [[nodiscard]] const QString& runName() const { return m_runName; }
    [[nodiscard]] QString timeLeft() const;

public slots:
    /// Chooses the preset and starts it; shows the form where it may not start.
    void startPreset(const QString& id);
    /// A recorded run, read-only; the training run if it is that one.
    void showRun(std::int64_t id);
    void resumeRun(std::int64_t id);
    void newRun();

signals:
    /// Models as Compare names them: a folder, or run:ID@update.
    void compareRequested(const QString& left, const QString& right);
    /// A checkpoint of a run.
    void exportRequested(qint64 id, int update);
    /// A run was added or its state changed.
    void runsChanged();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class View { Setup, Training, Recorded };

    void buildActions();
    void buildHeader();
    void connectController();
    void start();
    void togglePause();
    void setView(View view);
    void refresh();
    void refreshSetup();
    void refreshTraining();
    void refreshRecorded();
    void refreshActions();
    void showProgress();
    void showEnd();
    void showAlarm(const TrainingEvent& event);
    void requestCompare(int update);
    void compareShown();
    [[nodiscard]] std::int64_t shownRun() const;
    [[nodiscard]] QString startProblem() const;

    const TrainParts m_parts;
    TrainingController& m_controller;
    QStackedWidget* m_stack;
    TrainSetup* m_setup;
    TrainLive* m_live;
    QProgressBar* m_progress;
    PlainLabel* m_counter = nullptr;
    QPushButton* m_attention = nullptr;
    QPushButton* m_startButton = nullptr;
    QPushButton* m_pauseButton = nullptr;
    QPushButton* m_checkpointButton = nullptr;
    QPushButton* m_stopButton = nullptr;
    QPushButton* m_newButton = nullptr;
    QAction* m_startAction = nullptr;
    QAction* m_pauseAction = nullptr;
    QAction* m_checkpointAction = nullptr;
    QAction* m_stopAction = nullptr;
    QAction* m_newAction = nullptr;
    QAction* m_searchAction = nullptr;
    QAction* m_blurAction = nullptr;

    View m_view = View::Setup;
    std::int64_t m_recorded = 0;
    EtaEstimator m_eta;
    TrainingEvent m_phase;
    QString m_runName;
};

}  // namespace detox::ui
