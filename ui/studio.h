// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QObject>

#include "ui/bridge/prompt_preview.h"
#include "ui/main_window.h"

namespace detox {
class RunStore;
}

namespace detox::ui {

class ComparePage;
class EngineHost;
class HomePage;
class StudioTraining;
class StudioSettings;

/// What the studio is given; all of it outlives it.
struct StudioParts {
    EngineHost& engine;
    StudioSettings& settings;
    RunStore* store = nullptr;  ///< nullptr: the data folder cannot be opened; `storeProblem` says why
    QString storeProblem;
    QString dataFolder;
    PromptPreviewer previewer;  ///< empty: no preview of prompts
};

/// Makes the window's pages and routes what one page asks of another.
class Studio final : public QObject {
    Q_OBJECT
public:
    explicit Studio(const StudioParts& parts);
    ~Studio() override;

    [[nodiscard]] MainWindow& window() { return *m_window; }

private:
    void addPages();
    void makeTraining();
    [[nodiscard]] Page* makeClosed(const QString& title, const QString& icon) const;
    void connectHome();
    void connectMachine();
    void fillJumpField();
    void jumpTo(int entry);

    const StudioParts m_parts;
    std::unique_ptr<StudioTraining> m_training;  ///< nullptr without a store
    std::unique_ptr<MainWindow> m_window;
    HomePage* m_home = nullptr;
    ComparePage* m_compare = nullptr;
    std::vector<std::int64_t> m_jumpRuns;  ///< the jump field's entries after the pages
};

/// The page called `name` ("home", "train", …), for the command line.
[[nodiscard]] std::optional<PageId> pageNamed(const QString& name);

}  // namespace detox::ui
