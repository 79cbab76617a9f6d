// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/api/run_store.h"
#include "ui/bridge/engine_host.h"
#include "ui/bridge/studio_settings.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/train_page.h"
#include "ui/studio.h"

namespace detox::bench {

/// What a run works on; a field's text in the form.
struct RunOptions {
    std::string model;
    std::string classifier;
    std::string judge;
    std::string prompts;
    std::string seed;
    std::vector<std::string> settings;  ///< "key=value", over the starter's preset
};

/// The studio as its program composes it (app/studio/main.cpp), with the real engine, store and settings over a folder
/// of its own, used through its widgets.
class Stage {
public:
    /// `folder` exists.
    explicit Stage(const std::filesystem::path& folder);
    ~Stage();

    /// Shows the window and then starts loading the engine, as the program does.
    void show();

    [[nodiscard]] ui::EngineHost& engine() { return m_engine; }
    [[nodiscard]] RunStore& store() { return *m_store; }
    [[nodiscard]] ui::MainWindow& window() { return m_studio->window(); }
    [[nodiscard]] ui::TrainPage& train() { return *window().findChild<ui::TrainPage*>(); }
    [[nodiscard]] ui::ComparePage& compare() { return *window().findChild<ui::ComparePage*>(); }

    /// Fills the form and presses Start. What keeps it from starting, or nothing.
    [[nodiscard]] std::string startTraining(const RunOptions& options);
    /// Updates that the charts have.
    [[nodiscard]] int updates();
    /// The word in the Train page's header.
    [[nodiscard]] QString state();

    /// Puts the original and the newest checkpoint, where there is one, side by side and writes without end.
    void startComparing(const RunOptions& options);
    void stopComparing();
    /// Tokens of both sides since startComparing().
    [[nodiscard]] int tokensCompared();

private:
    [[nodiscard]] int tokensShown();

    ui::StudioSettings m_settings;
    std::unique_ptr<RunStore> m_store;
    ui::EngineHost m_engine;
    std::unique_ptr<ui::Studio> m_studio;
    QMetaObject::Connection m_again;
    bool m_writing = false;
    int m_finishedTokens = 0;
};

}  // namespace detox::bench
