// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/plots/chart_series.h"

class QCheckBox;
class QSlider;

namespace detox::ui {

class PlainLabel;

/// Smoothing, log scale and outliers, for all charts of a board.
class ChartToolbar final : public QWidget {
    Q_OBJECT
public:
    explicit ChartToolbar(QWidget* parent = nullptr);
    [[nodiscard]] ChartOptions options() const;

signals:
    void optionsChanged(const detox::ui::ChartOptions& options);

private:
    void changed();

    QSlider* m_smoothing;
    PlainLabel* m_value;
    QCheckBox* m_logarithmic;
    QCheckBox* m_outliers;
};

}  // namespace detox::ui
