// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_view.h"

#include <cmath>

#include "ui/plots/tick_labels.h"
#include "ui/style/theme.h"

namespace detox::ui {
namespace {

constexpr int kXTicks = 4;
constexpr int kYTicks = 3;
constexpr int kSmallestZoom = 6;  ///< pixels: anything less is a click

constexpr int kYPadding = 6;  ///< between a y label and the plot

QFont labelFont() {
    QFont font = theme().font(Type::Number);
    font.setPixelSize(theme().px(11));
    return font;
}

template <class Ticker>
QSharedPointer<Ticker> readable(QSharedPointer<Ticker> ticker, int ticks) {
    ticker->setTickStepStrategy(QCPAxisTicker::tssReadability);
    ticker->setTickCount(ticks);
    return ticker;
}

/// 1, 2, 2.5 or 5 times a power of ten, at least `step`.
double readableStep(double step) {
    const double power = std::pow(10.0, std::floor(std::log10(step)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (factor * power >= step * (1 - 1e-9)) return factor * power;
    }
    return 10 * power;
}

/// Updates are whole numbers.
class WholeTicker final : public QCPAxisTicker {
protected:
    double getTickStep(const QCPRange& range) override { return std::ceil(QCPAxisTicker::getTickStep(range)); }
};

/// Writes all labels in the one format that lets each fit left of the plot; `suffix` ends them.
class FittingTicker final : public QCPAxisTicker {
public:
    explicit FittingTicker(QString suffix) : m_suffix(std::move(suffix)) {}
    [[nodiscard]] const TickFormat& format() const { return m_format; }

protected:
    /// Fewer ticks where more would need a common offset or power: 24.5, 25.0, 25.5.
    double getTickStep(const QCPRange& range) override {
        const double step = QCPAxisTicker::getTickStep(range);
        const double coarser = readableStep(step * 1.5);
        const bool enough = range.size() / coarser >= kYTicks - 1;
        return enough && !isPlain(range, step) && isPlain(range, coarser) ? coarser : step;
    }
    QVector<QString> createLabelVector(const QVector<double>& ticks, const QLocale& locale, QChar, int) override {
        m_format = formatOf({ticks.begin(), ticks.end()});
        QVector<QString> labels;
        for (const double tick : ticks) labels << tickText(tick, m_format, locale) + m_suffix;
        return labels;
    }

private:
    [[nodiscard]] TickFormat formatOf(const std::vector<double>& ticks) const {
        const int room = theme().px(PlotView::kLeftMargin - kYPadding) - 1;
        const int characters = room / std::max(1, QFontMetrics(labelFont()).horizontalAdvance(QLatin1Char('0')));
        return tickFormat(ticks, characters - static_cast<int>(m_suffix.size()));
    }
    [[nodiscard]] bool isPlain(const QCPRange& range, double step) const {
        std::vector<double> ticks;
        for (double tick = std::ceil(range.lower / step) * step; tick <= range.upper; tick += step)
            ticks.push_back(tick);
        const TickFormat format = formatOf(ticks);
        return format.offset == 0 && format.exponent == 0;
    }

    const QString m_suffix;
    TickFormat m_format;
};

}  // namespace

QCPRange readableRange(double lower, double upper) {
    const double span = upper - lower;
    const double pad = span > 0 ? 0 : std::max(std::abs(upper) * 0.1, 1e-3);
    const double step = readableStep((span + 2 * pad) / kYTicks);
    return {std::floor((lower - pad) / step + 1e-9) * step, std::ceil((upper + pad) / step - 1e-9) * step};
}

PlotView::PlotView(QWidget* parent) : QCustomPlot(parent) {
    setNoAntialiasingOnDrag(true);
    setPlottingHint(QCP::phFastPolylines, false);
    setSelectionRectMode(QCP::srmCustom);
    setFocusPolicy(Qt::ClickFocus);
    setLocale(QLocale());
    axisRect()->setAutoMargins(QCP::msNone);
    addLayer(QLatin1String(kMarksLayer), layer(QStringLiteral("main")), QCustomPlot::limAbove);
    addLayer(QLatin1String(kCrosshairLayer), layer(QLatin1String(kMarksLayer)), QCustomPlot::limAbove);
    layer(QLatin1String(kCrosshairLayer))->setMode(QCPLayer::lmBuffered);
    xAxis->setTicker(readable(QSharedPointer<WholeTicker>(new WholeTicker), kXTicks));
    setYSuffix({});
    xAxis->grid()->setVisible(false);
    connect(selectionRect(), &QCPSelectionRect::accepted, this,
            [this](const QRect& rect, QMouseEvent*) { zoomTo(rect.normalized()); });
    connect(&theme(), &Theme::changed, this, &PlotView::applyTheme);
    applyTheme();
    setXLabelsVisible(true);
}

void PlotView::applyTheme() {
    setBackground(theme().color(Color::PlotBackground));
    for (QCPAxis* axis : {xAxis, yAxis}) styleAxis(axis);
    selectionRect()->setPen(QPen(theme().color(Color::Accent), 1));
    selectionRect()->setBrush(theme().color(Color::Accent, 0.12));
    replot(QCustomPlot::rpQueuedReplot);
}

void PlotView::styleAxis(QCPAxis* axis) {
    const bool horizontal = axis == xAxis;
    axis->setTickLabelFont(labelFont());
    axis->setTickLabelColor(theme().color(Color::PlotLabel));
    const QPen line(theme().color(Color::PlotAxis), 1);
    axis->setBasePen(horizontal ? line : QPen(Qt::NoPen));
    axis->setTickPen(horizontal ? line : QPen(Qt::NoPen));
    axis->setSubTickPen(Qt::NoPen);
    axis->setTickLength(0, horizontal ? 4 : 0);
    axis->setTickLabelPadding(theme().px(horizontal ? 4 : kYPadding));
    axis->grid()->setPen(QPen(theme().color(Color::PlotGrid), 1));
    axis->grid()->setZeroLinePen(Qt::NoPen);
}

void PlotView::setXLabelsVisible(bool visible) {
    xAxis->setTickLabels(visible);
    axisRect()->setMargins(
        QMargins(theme().px(kLeftMargin), theme().px(8), theme().px(14), visible ? theme().px(24) : theme().px(8)));
}

void PlotView::setYSuffix(const QString& suffix) {
    m_ySuffix = suffix.trimmed();
    yAxis->setTicker(readable(QSharedPointer<FittingTicker>(new FittingTicker(m_ySuffix)), kYTicks));
}

QString PlotView::yNote() const {
    const auto ticker = yAxis->ticker().dynamicCast<FittingTicker>();
    return ticker ? tickNote(ticker->format(), locale()) : QString();
}

void PlotView::setLogarithmic(bool on) {
    yAxis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (!on) return setYSuffix(m_ySuffix);
    yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog));
    yAxis->setNumberFormat(QStringLiteral("g"));
    yAxis->setNumberPrecision(2);
}

void PlotView::zoomTo(const QRect& pixels) {
    const QRect inside = pixels & axisRect()->rect();
    if (inside.width() < kSmallestZoom || inside.height() < kSmallestZoom) return;
    xAxis->setRange(xAxis->pixelToCoord(inside.left()), xAxis->pixelToCoord(inside.right()));
    yAxis->setRange(yAxis->pixelToCoord(inside.bottom()), yAxis->pixelToCoord(inside.top()));
    emit rangeChosen();
    replot(QCustomPlot::rpQueuedReplot);
}

void PlotView::mousePressEvent(QMouseEvent* event) {
    m_panning = event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ShiftModifier);
    const bool zooming = event->button() == Qt::LeftButton && !m_panning;
    setSelectionRectMode(zooming ? QCP::srmCustom : QCP::srmNone);
    setInteraction(QCP::iRangeDrag, m_panning);
    QCustomPlot::mousePressEvent(event);
}

void PlotView::mouseMoveEvent(QMouseEvent* event) {
    QCustomPlot::mouseMoveEvent(event);
    if (m_panning && event->buttons().testFlag(Qt::LeftButton)) emit rangeChosen();
    if (axisRect()->rect().contains(event->position().toPoint())) {
        emit hovered(event->position());
    } else {
        emit pointerLeft();
    }
}

void PlotView::mouseReleaseEvent(QMouseEvent* event) {
    QCustomPlot::mouseReleaseEvent(event);
    m_panning = false;
    setInteraction(QCP::iRangeDrag, false);
}

void PlotView::mouseDoubleClickEvent(QMouseEvent* event) {
    QCustomPlot::mouseDoubleClickEvent(event);
    if (event->button() == Qt::LeftButton) emit fitRequested();
}

void PlotView::wheelEvent(QWheelEvent* event) {
    if (!event->modifiers().testFlag(Qt::ControlModifier)) return event->ignore();
    const double factor = std::pow(0.85, event->angleDelta().y() / 120.0);
    xAxis->scaleRange(factor, xAxis->pixelToCoord(event->position().x()));
    emit rangeChosen();
    replot(QCustomPlot::rpQueuedReplot);
    event->accept();
}

void PlotView::leaveEvent(QEvent* event) {
    QCustomPlot::leaveEvent(event);
    emit pointerLeft();
}

}  // namespace detox::ui
