// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>

#include <QColor>
#include <QPointF>
#include <QRect>

class QPainter;
class QStyleOption;
class QWidget;

namespace detox::ui {

/// A filled rounded rectangle with a hairline on its inner edge.
struct Panel {
    QColor fill;
    QColor line;
    double radius = 0;
    double opacity = 1;
};
void drawPanel(QPainter& painter, const QRect& rect, const Panel& panel);

/// A bar without a hairline.
void drawBar(QPainter& painter, const QRectF& rect, const QColor& color, double radius);

/// A round-capped line through `points`, given as shares of `rect`.
struct Stroke {
    QColor color;
    double width = 1.5;
};
void drawStroke(QPainter& painter, const QRect& rect, std::initializer_list<QPointF> points, const Stroke& stroke);

/// A square of `side` design pixels in the middle of `rect`.
[[nodiscard]] QRect centeredSquare(const QRect& rect, int side);

enum class ArrowDirection { Up, Down, Left, Right };
void drawArrow(QPainter& painter, const QRect& rect, ArrowDirection direction, const QColor& color);

/// Ground and edge of an input: thicker with focus, red where the widget's property "error" is true.
void drawField(QPainter& painter, const QStyleOption& option, const QWidget* widget);

}  // namespace detox::ui
