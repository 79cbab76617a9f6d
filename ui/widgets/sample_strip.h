// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "ui/widgets/card.h"

class QButtonGroup;

namespace detox::ui {

class SampleButton;

/// Toxicity of one sample on both sides, as far as known.
struct SampleScores {
    std::optional<double> left;
    std::optional<double> right;
};

/// One small card per sample: two bars and the difference. Arrow keys move between samples.
class SampleStrip final : public Card {
    Q_OBJECT
public:
    explicit SampleStrip(QWidget* parent = nullptr);

    void setScores(const std::vector<SampleScores>& scores);
    void setCurrent(int index);
    [[nodiscard]] int current() const { return m_current; }

signals:
    void currentChanged(int index);

private:
    void setCount(std::size_t count);
    void summarise(const std::vector<SampleScores>& scores);
    void step(int by);

    QHBoxLayout* m_row;
    QButtonGroup* m_group;
    PlainLabel* m_summary;
    std::vector<SampleButton*> m_buttons;
    int m_current = 0;
};

}  // namespace detox::ui
