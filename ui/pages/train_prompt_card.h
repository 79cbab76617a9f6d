// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/bridge/prompt_preview.h"
#include "ui/widgets/card.h"

class QProgressBar;
class QStackedLayout;

namespace detox::ui {

class ConfigDraft;
class EmptyState;
class PlainLabel;
class PromptPreviewLoader;

/// How many prompts remain per tenth of toxicity.
class ScoreHistogram final : public QWidget {
    Q_OBJECT
public:
    explicit ScoreHistogram(QWidget* parent = nullptr);
    void setCounts(std::vector<std::size_t> counts);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<std::size_t> m_counts;
};

/// What the model will be asked: how many prompts, how toxic, the first ones, and what was left out and why.
class TrainPromptCard final : public Card {
    Q_OBJECT
public:
    TrainPromptCard(ConfigDraft& draft, PromptPreviewer read, QWidget* parent = nullptr);
    void setBlurred(bool blurred);

private:
    static constexpr std::size_t kRows = 8;

    void buildBody();
    void request();
    void present(const PromptPreview& preview);
    void presentProblem(const QString& problem);
    void presentRows();

    ConfigDraft& m_draft;
    PromptPreviewLoader* m_loader;
    PromptConfig m_asked;
    PromptPreview m_preview;
    bool m_blurred = true;
    PlainLabel* m_count = nullptr;
    QProgressBar* m_busy = nullptr;
    QStackedLayout* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    ScoreHistogram* m_histogram = nullptr;
    std::vector<PlainLabel*> m_texts;
    std::vector<PlainLabel*> m_scores;
    PlainLabel* m_dropped = nullptr;
};

}  // namespace detox::ui
