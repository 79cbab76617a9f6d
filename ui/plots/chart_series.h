// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QPen>

#include "ui/plots/chart_spec.h"
#include "ui/plots/decimation.h"
#include "ui/plots/run_curves.h"
#include "ui/plots/smoothing.h"

class QCPGraph;

namespace detox::ui {

class PlotView;

/// How charts show their curves.
struct ChartOptions {
    double smoothing = 0.9;
    bool logarithmic = false;
    bool ignoreOutliers = false;
    friend bool operator==(const ChartOptions&, const ChartOptions&) = default;
};

/// One line of a chart: raw values faint, smoothed values full, a band of ± one standard deviation. Appends what is
/// new; above kFullDetail points it shows a min/max thinned copy.
class ChartSeries {
public:
    static constexpr std::size_t kFullDetail = 20'000;

    ChartSeries(PlotView& plot, SeriesSpec spec, double factor);

    void applyTheme();
    /// Brings the lines up to `curves`; everything anew when the options changed or a run was replaced.
    void update(const RunCurves& curves, const ChartOptions& options);

    [[nodiscard]] const SeriesSpec& spec() const { return m_spec; }
    [[nodiscard]] QPen pen() const;
    [[nodiscard]] bool empty() const { return m_raw.empty(); }
    [[nodiscard]] const std::vector<PlotPoint>& raw() const { return m_raw; }
    [[nodiscard]] const std::vector<PlotPoint>& smooth() const { return m_smooth; }
    [[nodiscard]] const std::vector<PlotPoint>& lower() const { return m_lower; }
    [[nodiscard]] const std::vector<PlotPoint>& upper() const { return m_upper; }
    /// Index of the point nearest to `x`; nothing when there is none.
    [[nodiscard]] std::optional<std::size_t> nearest(double x) const;

private:
    [[nodiscard]] bool continues(const std::vector<MetricPoint>& points) const;
    void restart();
    void append(const MetricPoint& point, std::optional<double> deviation);
    void show();
    [[nodiscard]] double shown(double value) const;

    PlotView& m_plot;
    const SeriesSpec m_spec;
    const double m_factor;
    ChartOptions m_options;
    QCPGraph* m_lowerGraph = nullptr;
    QCPGraph* m_upperGraph = nullptr;
    QCPGraph* m_rawGraph = nullptr;
    QCPGraph* m_smoothGraph = nullptr;
    Smoother m_smoother;
    Smoother m_bandSmoother;
    std::vector<MetricPoint> m_source;
    std::vector<PlotPoint> m_raw, m_smooth, m_lower, m_upper;
};

}  // namespace detox::ui
