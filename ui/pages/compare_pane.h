// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/bridge/compare_controller.h"
#include "ui/bridge/model_catalog.h"
#include "ui/widgets/card.h"

class QStackedWidget;
class QToolButton;

namespace detox {
class RunStore;
}

namespace detox::ui {

class CheckpointSlider;
class EmptyState;
class LoadingView;
class ModelPicker;
class ModelTextView;
class ScoreFoot;

/// What a pane shows besides the state of its side.
struct PaneView {
    int row = 0;
    QString prompt;
    std::optional<double> other;  ///< toxicity on the original's side, for the difference
    bool scored = true;           ///< a classifier is chosen
};

/// One model of a comparison: identity line, picker, checkpoint, the text, its score.
class ComparePane final : public Card {
    Q_OBJECT
public:
    ComparePane(Side side, const RunStore* store, QWidget* parent = nullptr);

    [[nodiscard]] ModelPicker& picker() const { return *m_picker; }
    [[nodiscard]] ModelTextView& text() const { return *m_text; }
    [[nodiscard]] CheckpointSlider& checkpoint() const { return *m_checkpoint; }
    /// Replaces what can be picked; what is picked stays.
    void setModels(const std::vector<CatalogEntry>& models);
    void present(const ComparePaneState& state, const PaneView& view);

signals:
    void modelChanged();
    void refused(const QString& reason);
    void copied();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    [[nodiscard]] QHBoxLayout* makeHead();
    void onPicked();
    void showCheckpoints();
    void copyText();

    const Side m_side;
    const RunStore* m_store;
    ModelPicker* m_picker;
    PlainLabel* m_note;
    CheckpointSlider* m_checkpoint;
    PlainLabel* m_speed;
    QToolButton* m_copy;
    QStackedWidget* m_views;
    EmptyState* m_empty;
    LoadingView* m_loading;
    ModelTextView* m_text;
    EmptyState* m_failed;
    ScoreFoot* m_score;
    std::vector<CatalogEntry> m_checkpoints;
};

}  // namespace detox::ui
