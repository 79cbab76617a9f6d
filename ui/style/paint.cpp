// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/paint.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

#include "ui/style/theme.h"

namespace detox::ui {
namespace {

constexpr double kDisabledOpacity = 0.45;

}  // namespace

void drawPanel(QPainter& painter, const QRect& rect, const Panel& panel) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(painter.opacity() * panel.opacity);
    painter.setPen(QPen(panel.line, 1));
    painter.setBrush(panel.fill);
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), panel.radius, panel.radius);
    painter.restore();
}

void drawBar(QPainter& painter, const QRectF& rect, const QColor& color, double radius) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(rect, radius, radius);
    painter.restore();
}

void drawStroke(QPainter& painter, const QRect& rect, std::initializer_list<QPointF> points, const Stroke& stroke) {
    QPolygonF line;
    for (const QPointF& point : points) {
        line << QPointF(rect.x() + point.x() * rect.width(), rect.y() + point.y() * rect.height());
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(stroke.color, stroke.width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(line);
    painter.restore();
}

QRect centeredSquare(const QRect& rect, int side) {
    QRect square(0, 0, theme().px(side), theme().px(side));
    square.moveCenter(rect.center());
    return square;
}

void drawArrow(QPainter& painter, const QRect& rect, ArrowDirection direction, const QColor& color) {
    const QRect box = centeredSquare(rect, 16);
    const Stroke stroke{color};
    switch (direction) {
        case ArrowDirection::Up:
            return drawStroke(painter, box, {{0.32, 0.58}, {0.5, 0.4}, {0.68, 0.58}}, stroke);
        case ArrowDirection::Down:
            return drawStroke(painter, box, {{0.32, 0.42}, {0.5, 0.6}, {0.68, 0.42}}, stroke);
        case ArrowDirection::Left:
            return drawStroke(painter, box, {{0.58, 0.32}, {0.4, 0.5}, {0.58, 0.68}}, stroke);
        case ArrowDirection::Right:
            return drawStroke(painter, box, {{0.42, 0.32}, {0.6, 0.5}, {0.42, 0.68}}, stroke);
    }
}

void drawField(QPainter& painter, const QStyleOption& option, const QWidget* widget) {
    const bool wrong = widget != nullptr && widget->property("error").toBool();
    const bool focus = option.state & QStyle::State_HasFocus;
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool hover = enabled && (option.state & QStyle::State_MouseOver);
    const QColor& line = theme().color(wrong ? Color::Error : focus ? Color::Focus : Color::BorderControl);
    const double radius = theme().radius(Radius::Control);
    drawPanel(painter, option.rect,
              {.fill = theme().color(hover ? Color::SurfaceHover : Color::SurfaceSunken),
               .line = line,
               .radius = radius,
               .opacity = enabled ? 1 : kDisabledOpacity});
    if (wrong || focus) {
        drawPanel(painter, option.rect.adjusted(1, 1, -1, -1),
                  {.fill = Qt::transparent, .line = line, .radius = radius - 1});
    }
}

}  // namespace detox::ui
