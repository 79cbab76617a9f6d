// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

#include "ui/widgets/sample_strip.h"

namespace detox::ui {

/// One sample of a SampleStrip.
class SampleButton final : public QAbstractButton {
    Q_OBJECT
public:
    explicit SampleButton(int index, QWidget* parent = nullptr);
    void setScores(const SampleScores& scores);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintBar(QPainter& painter, int top, std::optional<double> value, Color color) const;
    void paintDifference(QPainter& painter, const QRect& rect) const;

    const int m_index;
    SampleScores m_scores;
};

}  // namespace detox::ui
