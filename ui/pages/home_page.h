// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

class QStackedWidget;

namespace detox {
class RunStore;
}

namespace detox::ui {

class EngineHost;
class HomeFirst;
class HomeOverview;
class TrainingController;

/// What Home shows; all of it outlives the page.
struct HomeParts {
    EngineHost& engine;
    RunStore* store = nullptr;  ///< nullptr: cannot be opened; `storeProblem` says why
    QString storeProblem;
    QString dataFolder;
    TrainingController* training = nullptr;  ///< nullptr: nothing can be trained
};

/// Where one starts: the starter before there is a run, later what was and what to do next.
class HomePage final : public Page {
    Q_OBJECT
public:
    explicit HomePage(const HomeParts& parts, QWidget* parent = nullptr);

    [[nodiscard]] QString helpText() const override;
    void setInFront(bool inFront) override;

    [[nodiscard]] HomeFirst& first() const { return *m_first; }
    [[nodiscard]] HomeOverview& overview() const { return *m_overview; }

public slots:
    /// Reads the runs anew, when the page is in front.
    void refresh();

signals:
    void startPresetRequested(const QString& preset);
    void folderRequested();
    void newRunRequested();
    void resumeRequested(qint64 run);
    void openRunRequested(qint64 run);

private:
    void connectViews();
    void showEngineState();

    EngineHost& m_engine;
    RunStore* m_store;
    QStackedWidget* m_views;
    HomeFirst* m_first;
    HomeOverview* m_overview;
};

}  // namespace detox::ui
