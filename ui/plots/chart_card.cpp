// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/chart_card.h"

#include <algorithm>
#include <cmath>

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/models/display_text.h"
#include "ui/plots/chart_legend.h"
#include "ui/plots/chart_marks.h"
#include "ui/plots/chart_scale.h"
#include "ui/plots/plot_view.h"
#include "ui/style/theme.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

constexpr double kLeastSteps = 3;  ///< of the last decimal that the chart's figures have
constexpr int kLabelsFrom = 120;   ///< plot height below which x tick labels go

/// `range` around its middle at least as wide as `span`, but not below a floor that holds for the data.
ValueRange widened(const ValueRange& range, double span, std::optional<double> floor) {
    if (range.upper - range.lower >= span) return range;
    const double middle = (range.lower + range.upper) / 2;
    const bool held = floor && range.lower >= *floor;
    const double lower = held ? std::max(*floor, middle - span / 2) : middle - span / 2;
    return {lower, lower + span};
}

bool drawn(const PlotPoint& point) {
    return std::isfinite(point.y);
}

}  // namespace

ChartCard::ChartCard(ChartSpec spec, QWidget* parent) : Card(spec.title, parent), m_spec(std::move(spec)) {
    buildHead();
    buildPlot();
    for (const auto& series : m_spec.series)
        m_series.push_back(std::make_unique<ChartSeries>(*m_plot, series, m_spec.format.factor));
    setMinimumSize(theme().size(Size::ChartMinWidth), theme().size(Size::ChartMinHeight));
    connect(&theme(), &Theme::changed, this, &ChartCard::applyTheme);
    fit();
    refreshTexts();
}

ChartCard::~ChartCard() = default;

void ChartCard::buildHead() {
    m_value = new PlainLabel({}, Type::Number);
    m_alarm = new IconView(QStringLiteral("warning"), Color::Warning, 16);
    m_alarm->hide();
    head()->insertWidget(1, m_alarm);
    head()->addWidget(m_value);
    m_legend = new ChartLegend;
    auto* row = makeRow();
    row->setContentsMargins(theme().px(12), 0, theme().px(12), 0);
    row->addWidget(m_legend);
    body()->setSpacing(0);
    body()->setContentsMargins(0, 0, 0, theme().radius(Radius::Card) / 2);  // the plot leaves the corners round
    body()->addLayout(row);
}

void ChartCard::buildPlot() {
    m_plot = new PlotView;
    m_plot->setYSuffix(m_spec.format.suffix);
    m_plot->setAccessibleName(m_spec.title);
    m_plot->setMinimumHeight(theme().px(64));
    body()->addWidget(m_plot, 1);
    m_marks = new ChartMarks(*m_plot);
    m_crosshair = new Crosshair(*m_plot);
    m_tip = new ChartToolTip(m_plot);
    if (m_spec.reference) m_marks->references.push_back(m_spec.reference->value * m_spec.format.factor);
    connect(m_plot, &PlotView::hovered, this,
            [this](QPointF at) { emit hovered(m_plot->xAxis->pixelToCoord(at.x()), at); });
    connect(m_plot, &PlotView::pointerLeft, this, &ChartCard::pointerLeft);
    connect(m_plot, &PlotView::fitRequested, this, &ChartCard::fitRequested);
    connect(m_plot, &PlotView::rangeChosen, this, [this] {
        m_rangeChosen = true;
        emit xRangeChosen(m_plot->xAxis->range().lower, m_plot->xAxis->range().upper);
    });
}

void ChartCard::applyTheme() {
    for (const auto& series : m_series) series->applyTheme();
    refreshEnds();
    refreshTexts();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

bool ChartCard::wanted() const {
    if (!m_spec.onlyWithData) return true;
    return std::any_of(m_series.begin(), m_series.end(), [](const auto& series) { return !series->empty(); });
}

void ChartCard::update(const RunCurves& curves, const ChartOptions& options) {
    if (options.logarithmic != m_options.logarithmic) m_plot->setLogarithmic(options.logarithmic);
    m_options = options;
    for (const auto& series : m_series) series->update(curves, options);
    if (!m_rangeChosen) fitY();
    refreshEnds();
    refreshTexts();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartCard::setMarks(const RunMarks& marks) {
    m_marks->alarms = marks.alarms;
    m_marks->checkpoints = marks.checkpoints;
    // An alarm does not say which curve it is about: one icon, not six.
    m_alarm->setVisible(!marks.alarms.empty() && m_spec.key == QLatin1String("reward"));
    setPlainToolTip(*m_alarm, tr("The journal says what happened at the marked updates."));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartCard::setExtent(int updates) {
    m_extent = std::max(1, updates);
    if (!m_rangeChosen) m_plot->xAxis->setRange(0, m_extent);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartCard::setMessage(const QString& message) {
    if (m_marks->message == message) return;
    m_marks->message = message;
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartCard::setXRange(double lower, double upper) {
    m_rangeChosen = true;
    m_plot->xAxis->setRange(lower, upper);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartCard::fit() {
    m_rangeChosen = false;
    m_plot->xAxis->setRange(0, m_extent);
    fitY();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartCard::fitY() {
    auto range = valueRange(m_series, m_options)
                     .value_or(ValueRange{m_spec.floor.value_or(0), m_spec.emptyUpper * m_spec.format.factor});
    if (m_options.logarithmic) {
        range.lower = std::max(range.lower, range.upper * 1e-6);
        if (range.upper > 0) m_plot->yAxis->setRange(range.lower * 0.9, range.upper * 1.1);
        return;
    }
    for (const double reference : m_marks->references) {
        range.lower = std::min(range.lower, reference);
        range.upper = std::max(range.upper, reference);
    }
    if (m_spec.floor) range.lower = std::min(range.lower, *m_spec.floor);
    range = widened(range, kLeastSteps * std::pow(10.0, -m_spec.format.decimals), m_spec.floor);
    m_plot->yAxis->setRange(readableRange(range.lower, range.upper));
}

void ChartCard::refreshEnds() {
    m_marks->ends.clear();
    for (const auto& series : m_series) {
        const auto last = std::find_if(series->smooth().rbegin(), series->smooth().rend(), drawn);
        if (last != series->smooth().rend()) m_marks->ends.push_back({last->x, last->y, series->pen().color()});
    }
}

void ChartCard::refreshTexts() {
    const auto& points = m_series.empty() ? std::vector<PlotPoint>{} : m_series[0]->smooth();
    m_value->setText(points.empty() ? QString() : m_spec.format.text(points.back().y / m_spec.format.factor));
    m_legend->setEntries(legendAt(m_crosshairX));
    m_plot->setAccessibleDescription(summary());
}

QPen ChartCard::referencePen() const {
    QPen pen(theme().color(Color::PlotAxis), 1);
    pen.setDashPattern({4, 3});
    return pen;
}

std::vector<LegendEntry> ChartCard::legendAt(std::optional<double> x) const {
    std::vector<LegendEntry> entries;
    for (const auto& series : m_series) {
        QString value;
        if (const auto index = x ? series->nearest(*x) : std::nullopt)
            value = m_spec.format.text(series->smooth()[*index].y / m_spec.format.factor);
        if (series->empty() && &series != &m_series.front()) continue;
        entries.push_back({series->pen(), series->spec().name, value});
    }
    if (m_spec.reference) entries.push_back({referencePen(), m_spec.reference->name, {}});
    return entries;
}

std::vector<LegendEntry> ChartCard::tipRows(double x, double pointerY) const {
    struct Candidate {
        double distance;
        LegendEntry entry;
    };
    std::vector<Candidate> found;
    const auto add = [&](const QPen& pen, const QString& name, const PlotPoint& point) {
        if (!drawn(point)) return;
        const double distance = std::abs(m_plot->yAxis->coordToPixel(point.y) - pointerY);
        found.push_back({distance, {pen, name, m_spec.format.text(point.y / m_spec.format.factor)}});
    };
    for (const auto& series : m_series) {
        const auto index = series->nearest(x);
        if (!index) continue;
        const bool smoothed = series->spec().smoothing == SeriesSpec::Smoothing::Smoothed && m_options.smoothing > 0;
        add(theme().tooltipPen(series->spec().style), series->spec().name, series->smooth()[*index]);
        if (smoothed) add(QPen(Qt::NoPen), tr("not smoothed"), series->raw()[*index]);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.distance < b.distance; });
    std::vector<LegendEntry> rows;
    for (auto& candidate : found) rows.push_back(std::move(candidate.entry));
    return rows;
}

void ChartCard::showCrosshair(double x, std::optional<QPointF> pointer) {
    m_crosshairX = x;
    m_crosshair->x = x;
    m_crosshair->rings.clear();
    for (const auto& series : m_series) {
        const auto index = series->nearest(x);
        if (index && drawn(series->smooth()[*index]))
            m_crosshair->rings.push_back(
                {series->smooth()[*index].x, series->smooth()[*index].y, series->pen().color()});
    }
    m_crosshair->setVisible(true);
    m_plot->layer(QLatin1String(PlotView::kCrosshairLayer))->replot();
    m_legend->setEntries(legendAt(x));
    if (!pointer || m_series.empty() || m_series[0]->empty()) return m_tip->hide();
    m_tip->present(pointer->toPoint(), tr("Update %1").arg(qRound(x)), tipRows(x, pointer->y()));
}

void ChartCard::hideCrosshair() {
    if (!m_crosshairX) return;
    m_crosshairX.reset();
    m_tip->hide();
    m_crosshair->setVisible(false);
    m_plot->layer(QLatin1String(PlotView::kCrosshairLayer))->replot();
    m_legend->setEntries(legendAt(std::nullopt));
}

QString ChartCard::summary() const {
    if (m_series.empty() || m_series[0]->empty()) return tr("%1, no values yet.").arg(m_spec.title);
    const auto& points = m_series[0]->smooth();
    const double first = points.front().y / m_spec.format.factor;
    const double last = points.back().y / m_spec.format.factor;
    const double tenth = 0.05 * std::max(std::abs(first), std::abs(last));
    const QString trend =
        std::abs(last - first) <= tenth ? tr("steady") : (last > first ? tr("rising") : tr("falling"));
    return tr("%1, %2 updates, from %3 to %4, %5.")
        .arg(m_spec.title)
        .arg(qRound(points.back().x))
        .arg(m_spec.format.text(first), m_spec.format.text(last), trend);
}

void ChartCard::resizeEvent(QResizeEvent* event) {
    Card::resizeEvent(event);
    hideCrosshair();
    m_plot->setXLabelsVisible(m_plot->height() >= theme().px(kLabelsFrom) * 0.75);
}

}  // namespace detox::ui
