// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QObject>

#include "ui/bridge/prompt_preview.h"
#include "ui/bridge/training_controller.h"
#include "ui/dialogs/export_dialog.h"

namespace detox::ui {

class EngineHost;
class MainWindow;
class RunsPage;
class StudioSettings;
class TrainPage;

/// What training needs; all of it outlives the object.
struct StudioTrainingParts {
    EngineHost& engine;
    RunStore& store;
    StudioSettings& settings;
    QString dataFolder;
    PromptPreviewer previewer;
};

/// The trainer and its two pages: makes them, joins them to the window and to each other. Destroying it stops a run
/// with a checkpoint and waits for it.
class StudioTraining final : public QObject {
    Q_OBJECT
public:
    explicit StudioTraining(const StudioTrainingParts& parts);
    ~StudioTraining() override;

    [[nodiscard]] TrainingController& controller() { return m_controller; }
    /// Owned by the window once it has them.
    [[nodiscard]] TrainPage& trainPage() const { return *m_train; }
    [[nodiscard]] RunsPage& runsPage() const { return *m_runs; }
    /// Rail, status bar and closing. Call once, after both pages were added.
    void join(MainWindow& window);

public slots:
    void startPreset(const QString& id);
    void showRun(qint64 id);
    void resumeRun(qint64 id);
    /// Asks where a checkpoint's model goes; proposes the newest without `update`.
    void exportRun(qint64 id, std::optional<int> update);

signals:
    void compareRequested(const QString& left, const QString& right);

private:
    void joinPages();
    void showStatus();

    const ExportParts m_exportParts;
    TrainingController m_controller;
    TrainPage* m_train;
    RunsPage* m_runs;
    MainWindow* m_window = nullptr;
    QString m_speed;
};

}  // namespace detox::ui
