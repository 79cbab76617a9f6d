// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/chart_series.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/plots/plot_view.h"
#include "ui/style/theme.h"

namespace detox::ui {
namespace {

constexpr double kCurveWidth = 1.75;
constexpr std::size_t kThinnedBuckets = 4000;
constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

QSharedPointer<QCPGraphDataContainer> container(const std::vector<PlotPoint>& points) {
    QVector<QCPGraphData> data;
    data.reserve(static_cast<qsizetype>(points.size()));
    for (const auto& point : points) data.append(QCPGraphData(point.x, point.y));
    QSharedPointer<QCPGraphDataContainer> out(new QCPGraphDataContainer);
    out->set(data, true);
    return out;
}

void feed(QCPGraph* graph, const std::vector<PlotPoint>& points) {
    if (graph == nullptr) return;
    if (points.size() > ChartSeries::kFullDetail) return graph->setData(container(decimated(points, kThinnedBuckets)));
    const auto have = static_cast<std::size_t>(graph->dataCount());
    if (have > points.size()) return graph->setData(container(points));
    for (std::size_t i = have; i < points.size(); ++i) graph->addData(points[i].x, points[i].y);
}

const MetricPoint* at(const std::vector<MetricPoint>& points, int update) {
    const auto found = std::lower_bound(points.begin(), points.end(), update,
                                        [](const MetricPoint& point, int wanted) { return point.update < wanted; });
    return found == points.end() || found->update != update ? nullptr : &*found;
}

}  // namespace

ChartSeries::ChartSeries(PlotView& plot, SeriesSpec spec, double factor)
    : m_plot(plot), m_spec(std::move(spec)), m_factor(factor), m_smoother(0), m_bandSmoother(0) {
    const auto graph = [&] {
        QCPGraph* made = m_plot.addGraph();
        made->setAdaptiveSampling(true);
        made->setSelectable(QCP::stNone);
        return made;
    };
    if (!m_spec.deviation.empty()) {
        m_lowerGraph = graph();
        m_upperGraph = graph();
    }
    m_rawGraph = graph();
    m_smoothGraph = graph();
    restart();
    applyTheme();
}

QPen ChartSeries::pen() const {
    return theme().seriesPen(m_spec.style, kCurveWidth);
}

void ChartSeries::applyTheme() {
    const QColor color = pen().color();
    const auto faded = [&](double alpha) {
        QColor out = color;
        out.setAlphaF(static_cast<float>(alpha));
        return out;
    };
    if (m_upperGraph != nullptr) {
        m_lowerGraph->setPen(Qt::NoPen);
        m_upperGraph->setPen(Qt::NoPen);
        m_upperGraph->setBrush(faded(theme().alpha().band));
        m_upperGraph->setChannelFillGraph(m_lowerGraph);
    }
    m_rawGraph->setPen(QPen(faded(theme().alpha().curveRaw), 1));
    m_rawGraph->setVisible(m_spec.smoothing == SeriesSpec::Smoothing::Smoothed);
    m_smoothGraph->setPen(pen());
    m_smoothGraph->setAntialiased(true);
}

void ChartSeries::restart() {
    const double weight = m_spec.smoothing == SeriesSpec::Smoothing::Smoothed ? m_options.smoothing : 0;
    m_smoother = Smoother(weight);
    m_bandSmoother = Smoother(weight);
    m_source.clear();
    for (auto* points : {&m_raw, &m_smooth, &m_lower, &m_upper}) points->clear();
    for (QCPGraph* graph : {m_rawGraph, m_smoothGraph, m_lowerGraph, m_upperGraph}) {
        if (graph != nullptr) graph->data()->clear();
    }
}

bool ChartSeries::continues(const std::vector<MetricPoint>& points) const {
    if (points.size() < m_source.size()) return false;
    if (m_source.empty()) return true;
    const MetricPoint& last = m_source.back();
    const MetricPoint& same = points[m_source.size() - 1];
    return same.update == last.update &&
           (same.value == last.value || (std::isnan(same.value) && std::isnan(last.value)));
}

void ChartSeries::update(const RunCurves& curves, const ChartOptions& options) {
    const auto& points = curves.curve(m_spec.metric);
    const bool anew = !(options == m_options) || !continues(points);
    m_options = options;
    if (anew) restart();
    if (points.size() == m_source.size()) return;
    const auto& deviations = curves.curve(m_spec.deviation);
    for (std::size_t i = m_source.size(); i < points.size(); ++i) {
        const MetricPoint* deviation = m_spec.deviation.empty() ? nullptr : at(deviations, points[i].update);
        append(points[i], deviation == nullptr ? std::nullopt : std::optional(deviation->value));
    }
    show();
}

void ChartSeries::append(const MetricPoint& point, std::optional<double> deviation) {
    m_source.push_back(point);
    const double x = point.update;
    const double smooth = m_smoother.next(point.value);
    const double band = m_bandSmoother.next(deviation.value_or(0));
    m_raw.push_back({x, shown(point.value)});
    m_smooth.push_back({x, shown(smooth)});
    if (m_upperGraph == nullptr) return;
    m_lower.push_back({x, shown(smooth - band)});
    m_upper.push_back({x, shown(smooth + band)});
}

/// A value without a place on the axis becomes a gap.
double ChartSeries::shown(double value) const {
    const double scaled = value * m_factor;
    if (!std::isfinite(scaled) || (m_options.logarithmic && scaled <= 0)) return kGap;
    return scaled;
}

void ChartSeries::show() {
    feed(m_rawGraph, m_raw);
    feed(m_smoothGraph, m_smooth);
    feed(m_lowerGraph, m_lower);
    feed(m_upperGraph, m_upper);
}

std::optional<std::size_t> ChartSeries::nearest(double x) const {
    if (m_smooth.empty()) return std::nullopt;
    const auto after = std::lower_bound(m_smooth.begin(), m_smooth.end(), x,
                                        [](const PlotPoint& point, double wanted) { return point.x < wanted; });
    if (after == m_smooth.begin()) return 0;
    const auto index = static_cast<std::size_t>(after - m_smooth.begin());
    if (after == m_smooth.end()) return index - 1;
    return x - m_smooth[index - 1].x < after->x - x ? index - 1 : index;
}

}  // namespace detox::ui
