// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QWidget>

namespace detox::ui {

class PlainLabel;
class ToxicityBar;

/// The judge's verdict on one text: number, word, difference to the other side, bar.
class ScoreFoot final : public QWidget {
    Q_OBJECT
public:
    explicit ScoreFoot(QWidget* parent = nullptr);

    /// `difference`: to the original; nothing where there is none to show.
    void setScore(std::optional<double> toxicity, std::optional<double> difference);
    /// Why there is no score.
    void setReason(const QString& reason);

private:
    PlainLabel* m_value;
    PlainLabel* m_difference;
    PlainLabel* m_word;
    ToxicityBar* m_bar;
};

}  // namespace detox::ui
