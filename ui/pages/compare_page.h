// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/compare_controller.h"
#include "ui/pages/page.h"

class QPushButton;
class QSplitter;

namespace detox::ui {

class ComparePane;
class ComparePromptCard;
class ModelPicker;
class SampleStrip;
class StudioSettings;
class Toast;

/// Two models continue the same prompt with the same seed, side by side.
class ComparePage final : public Page {
    Q_OBJECT
public:
    /// `store` may be nullptr; all of them outlive the page.
    ComparePage(EngineProvider engine, const RunStore* store, StudioSettings& settings, QWidget* parent = nullptr);
    ~ComparePage() override;

    [[nodiscard]] QList<QAction*> menuActions() const override { return m_actions; }
    [[nodiscard]] QString helpText() const override;
    void setInFront(bool inFront) override;

    /// Puts a model (folder or run:ID@update) on a side.
    void setModel(Side side, const std::string& name);

    [[nodiscard]] CompareController& controller() { return m_controller; }
    [[nodiscard]] ComparePane& pane(Side side) const { return *m_panes[static_cast<std::size_t>(side)]; }
    [[nodiscard]] ComparePromptCard& promptCard() const { return *m_prompt; }

private:
    void makeHeader();
    void makeActions();
    QAction* addAction(const QString& text, const QKeySequence& shortcut, const QString& icon);
    void linkScrolling();
    void connectParts();
    void restore();
    void remember();
    void refreshCatalog();
    void generate();
    void nextSeed();
    void present();
    void presentPane(Side side);
    void updateBlocker();
    void updateActions();
    void setBlurred(bool blurred);
    void copyPair();
    void insertBuiltInPrompt();
    void warn(const QString& title, const QString& cause);

    const RunStore* m_store;
    StudioSettings& m_settings;
    CompareController m_controller;
    ComparePromptCard* m_prompt;
    QSplitter* m_splitter;
    std::array<ComparePane*, kSides> m_panes{};
    SampleStrip* m_samples;
    ModelPicker* m_classifier;
    QPushButton* m_blurButton = nullptr;
    Toast* m_toast;
    QList<QAction*> m_actions;
    QAction* m_generateAction = nullptr;
    QAction* m_stopAction = nullptr;
    QAction* m_nextSeedAction = nullptr;
    QAction* m_blurAction = nullptr;
    QString m_prompted;  ///< the prompt of the texts on show
    int m_builtIn = -1;
    bool m_copyNoted = false;
};

}  // namespace detox::ui
