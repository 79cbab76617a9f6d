// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_view.h"

#include <cmath>

#include "ui/style/theme.h"

namespace detox::ui {
namespace {

constexpr int kXTicks = 4;
constexpr int kYTicks = 3;
constexpr int kSmallestZoom = 6;  ///< pixels: anything less is a click

/// Ticks whose labels carry a unit.
class SuffixTicker final : public QCPAxisTicker {
public:
    explicit SuffixTicker(QString suffix) : m_suffix(std::move(suffix)) {}

protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override {
        return QCPAxisTicker::getTickLabel(tick, locale, format, precision) + m_suffix;
    }

private:
    QString m_suffix;
};

QSharedPointer<QCPAxisTicker> readableTicker(int ticks, const QString& suffix = {}) {
    QSharedPointer<QCPAxisTicker> ticker(new SuffixTicker(suffix));
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
    xAxis->setTicker(readableTicker(kXTicks));
    yAxis->setTicker(readableTicker(kYTicks));
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
    QFont font = theme().font(Type::Number);
    font.setPixelSize(theme().px(11));
    axis->setTickLabelFont(font);
    axis->setTickLabelColor(theme().color(Color::PlotLabel));
    const QPen line(theme().color(Color::PlotAxis), 1);
    axis->setBasePen(horizontal ? line : QPen(Qt::NoPen));
    axis->setTickPen(horizontal ? line : QPen(Qt::NoPen));
    axis->setSubTickPen(Qt::NoPen);
    axis->setTickLength(0, horizontal ? 4 : 0);
    axis->setTickLabelPadding(theme().px(horizontal ? 4 : 6));
    axis->grid()->setPen(QPen(theme().color(Color::PlotGrid), 1));
    axis->grid()->setZeroLinePen(Qt::NoPen);
}

void PlotView::setXLabelsVisible(bool visible) {
    xAxis->setTickLabels(visible);
    axisRect()->setMargins(
        QMargins(theme().px(40), theme().px(8), theme().px(14), visible ? theme().px(24) : theme().px(8)));
}

void PlotView::setYSuffix(const QString& suffix) {
    m_ySuffix = suffix;
    yAxis->setTicker(readableTicker(kYTicks, suffix));
}

void PlotView::setLogarithmic(bool on) {
    yAxis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    yAxis->setTicker(on ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog) : readableTicker(kYTicks, m_ySuffix));
    yAxis->setNumberFormat(QStringLiteral("g"));
    yAxis->setNumberPrecision(on ? 2 : 6);
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
