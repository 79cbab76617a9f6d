// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/chart_marks.h"

#include "ui/style/theme.h"

namespace detox::ui {
namespace {

constexpr double kEndRadius = 3;
constexpr double kRingRadius = 4;
constexpr double kMarkSide = 8;
constexpr double kNotePlate = 0.8;  ///< opacity: curves shine through

void drawTriangle(QCPPainter& painter, const QPointF& tip, double towards, const QColor& color) {
    const double half = kMarkSide / 2;
    const QPolygonF triangle{tip, tip + QPointF(-half, towards * kMarkSide * 0.8),
                             tip + QPointF(half, towards * kMarkSide * 0.8)};
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(triangle);
}

QPen dashed(const QColor& color, const QList<qreal>& pattern) {
    QPen pen(color, 1);
    pen.setDashPattern(pattern);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

}  // namespace

ChartMarks::ChartMarks(PlotView& plot) : QCPAbstractItem(&plot), m_plot(plot) {
    setLayer(QLatin1String(PlotView::kMarksLayer));
    setSelectable(false);
    setClipToAxisRect(false);  // a mark on the edge is drawn whole
}

bool ChartMarks::inside(double x) const {
    return mParentPlot->xAxis->range().contains(x);
}

QPointF ChartMarks::pixels(double x, double y) const {
    return {mParentPlot->xAxis->coordToPixel(x), mParentPlot->yAxis->coordToPixel(y)};
}

void ChartMarks::draw(QCPPainter* painter) {
    const QRect area = mParentPlot->axisRect()->rect();
    painter->setAntialiasing(true);
    drawReferences(*painter, area);
    drawAlarms(*painter, area);
    drawCheckpoints(*painter, area);
    drawEnds(*painter);
    drawNote(*painter, area);
    if (message.isEmpty()) return;
    constexpr int kPlace = Qt::AlignCenter | Qt::TextWordWrap;
    painter->setFont(theme().font(Type::Small));
    painter->fillRect(painter->boundingRect(area, kPlace, message).adjusted(-4, 0, 4, 0),
                      theme().color(Color::PlotBackground));
    painter->setPen(theme().color(Color::TextMuted));
    painter->drawText(area, kPlace, message);
}

void ChartMarks::drawNote(QCPPainter& painter, const QRect& area) const {
    const QString note = m_plot.yNote();
    if (note.isEmpty()) return;
    QFont font = theme().font(Type::Number);
    font.setPixelSize(theme().px(11));
    const QFontMetrics metrics(font);
    const QRect plate(area.left() + 1, area.top(), metrics.horizontalAdvance(note) + theme().px(6), metrics.height());
    painter.fillRect(plate, theme().color(Color::PlotBackground, kNotePlate));
    painter.setFont(font);
    painter.setPen(theme().color(Color::PlotLabel));
    painter.drawText(plate, Qt::AlignCenter, note);
}

void ChartMarks::drawReferences(QCPPainter& painter, const QRect& area) const {
    painter.setPen(dashed(theme().color(Color::PlotAxis), {4, 3}));
    for (const double value : references) {
        if (!mParentPlot->yAxis->range().contains(value)) continue;
        const double y = std::round(pixels(0, value).y()) + 0.5;
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    }
}

void ChartMarks::drawAlarms(QCPPainter& painter, const QRect& area) const {
    const QColor color = theme().color(Color::WarningMark);
    for (const int update : alarms) {
        if (!inside(update)) continue;
        const double x = pixels(update, 0).x();
        painter.setPen(dashed(color, {2, 2.5}));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        drawTriangle(painter, {x, area.top() + kMarkSide * 0.8}, -1, color);
    }
}

void ChartMarks::drawCheckpoints(QCPPainter& painter, const QRect& area) const {
    for (const int update : checkpoints) {
        if (!inside(update)) continue;
        drawTriangle(painter, {pixels(update, 0).x(), area.bottom() - kMarkSide * 0.8}, 1,
                     theme().color(Color::PlotAxis));
    }
}

void ChartMarks::drawEnds(QCPPainter& painter) const {
    for (const auto& end : ends) {
        if (!inside(end.x) || !mParentPlot->yAxis->range().contains(end.y)) continue;
        painter.setPen(QPen(theme().color(Color::PlotBackground), 1.5));
        painter.setBrush(end.color);
        painter.drawEllipse(pixels(end.x, end.y), kEndRadius, kEndRadius);
    }
}

Crosshair::Crosshair(PlotView& plot) : QCPAbstractItem(&plot) {
    setLayer(QLatin1String(PlotView::kCrosshairLayer));
    setSelectable(false);
    setVisible(false);
}

void Crosshair::draw(QCPPainter* painter) {
    const QRect area = mParentPlot->axisRect()->rect();
    const double pixel = std::round(mParentPlot->xAxis->coordToPixel(x)) + 0.5;
    painter->setPen(QPen(theme().color(Color::PlotCrosshair), 1));
    painter->drawLine(QPointF(pixel, area.top()), QPointF(pixel, area.bottom()));
    painter->setAntialiasing(true);
    for (const auto& ring : rings) {
        painter->setPen(QPen(ring.color, 2));
        painter->setBrush(theme().color(Color::PlotBackground));
        const QPointF center(mParentPlot->xAxis->coordToPixel(ring.x), mParentPlot->yAxis->coordToPixel(ring.y));
        painter->drawEllipse(center, kRingRadius, kRingRadius);
    }
}

}  // namespace detox::ui
