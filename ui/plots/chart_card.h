// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "ui/plots/chart_series.h"
#include "ui/widgets/card.h"

namespace detox::ui {

class ChartLegend;
class ChartMarks;
class ChartToolTip;
class Crosshair;
class IconView;
class PlainLabel;
class PlotView;
struct LegendEntry;

/// Updates at which something happened.
struct RunMarks {
    std::vector<int> alarms;
    std::vector<int> checkpoints;
};

/// One chart with its title and last value, legend, curves and crosshair (ui design 6). A range that the user chose
/// stays while data arrives, until a double click fits it again.
class ChartCard final : public Card {
    Q_OBJECT
public:
    explicit ChartCard(ChartSpec spec, QWidget* parent = nullptr);
    ~ChartCard() override;

    [[nodiscard]] const ChartSpec& spec() const { return m_spec; }
    [[nodiscard]] PlotView& plot() { return *m_plot; }
    /// False while a chart that waits for data has none.
    [[nodiscard]] bool wanted() const;

    /// Takes over what is new in `curves`; draws at the next frame.
    void update(const RunCurves& curves, const ChartOptions& options);
    void setMarks(const RunMarks& marks);
    /// The x axis' full extent, 0 … updates.
    void setExtent(int updates);
    void setMessage(const QString& message);

    /// Shows the crosshair at `x`; `pointer` in the plot's pixels: with the tool tip.
    void showCrosshair(double x, std::optional<QPointF> pointer);
    void hideCrosshair();
    void setXRange(double lower, double upper);
    void fit();

    /// "Reward, 412 updates, from −0.41 to 2.46, rising."
    [[nodiscard]] QString summary() const;

signals:
    void hovered(double x, QPointF pointer);
    void pointerLeft();
    /// The user zoomed or panned here.
    void xRangeChosen(double lower, double upper);
    void fitRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildHead();
    void buildPlot();
    void applyTheme();
    void refreshTexts();
    void refreshEnds();
    void fitY();
    [[nodiscard]] std::vector<LegendEntry> legendAt(std::optional<double> x) const;
    [[nodiscard]] std::vector<LegendEntry> tipRows(double x, double pointerY) const;
    [[nodiscard]] QPen referencePen() const;

    const ChartSpec m_spec;
    PlainLabel* m_value = nullptr;
    IconView* m_alarm = nullptr;
    ChartLegend* m_legend = nullptr;
    PlotView* m_plot = nullptr;
    ChartMarks* m_marks = nullptr;     ///< owned by the plot
    Crosshair* m_crosshair = nullptr;  ///< owned by the plot
    ChartToolTip* m_tip = nullptr;
    std::vector<std::unique_ptr<ChartSeries>> m_series;
    ChartOptions m_options;
    std::optional<double> m_crosshairX;
    int m_extent = 1;
    bool m_rangeChosen = false;
};

}  // namespace detox::ui
