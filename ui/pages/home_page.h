// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

#include "ui/pages/page.h"

class QStackedWidget;

namespace detox {
class RunStore;
}

namespace detox::ui {

class EngineHost;
class HomeFirst;

struct HomeParts {
    EngineHost& engine;
    RunStore* store = nullptr;  ///< nullptr: cannot be opened; `storeProblem` says why
    QString storeProblem;
    QString dataFolder;
};

/// Where one starts: the starter before there is a run, later what is going on and what was.
class HomePage final : public Page {
    Q_OBJECT
public:
    explicit HomePage(const HomeParts& parts, QWidget* parent = nullptr);

    [[nodiscard]] QString helpText() const override;
    void setInFront(bool inFront) override;

signals:
    void startPresetRequested(const QString& preset);
    void folderRequested();

private:
    void showEngineState();

    EngineHost& m_engine;
    RunStore* m_store;
    QStackedWidget* m_views;
    HomeFirst* m_first;
};

}  // namespace detox::ui
