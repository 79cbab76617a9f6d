// SPDX-License-Identifier: GPL-3.0-or-later
// Sliders, scroll bars, progress bars, splitters.
#include <QPainter>
#include <QStyleOption>

#include "ui/style/paint.h"
#include "ui/style/studio_style.h"

namespace detox::ui {
namespace {

constexpr double kScrollHandleAtRest = 0.6;
constexpr double kScrollHandleMargin = 3;

void drawSplitter(const Stage& stage) {
    const bool sideways = stage.option->state & QStyle::State_Horizontal;
    QRect grip(QPoint(), sideways ? QSize(2, theme().px(32)) : QSize(theme().px(32), 2));
    grip.moveCenter(stage.option->rect.center());
    stage.painter->fillRect(grip, theme().color(Color::BorderControl));
}

void drawProgress(const Stage& stage) {
    const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(stage.option);
    if (bar == nullptr) return;
    const double radius = theme().radius(Radius::Bar);
    drawBar(*stage.painter, bar->rect, theme().color(Color::Border), radius);
    QRectF done = bar->rect;
    const int range = bar->maximum - bar->minimum;
    const double share = range > 0 ? static_cast<double>(bar->progress - bar->minimum) / range : 1.0 / 3;
    done.setWidth(done.width() * qBound(0.0, share, 1.0));
    drawBar(*stage.painter, done, theme().color(Color::Accent), radius);
}

bool drawSlider(const Stage& stage) {
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(stage.option);
    if (slider == nullptr || slider->orientation != Qt::Horizontal) return false;
    const bool enabled = slider->state & QStyle::State_Enabled;
    const QColor& accent = theme().color(enabled ? Color::Accent : Color::TextDisabled);
    const QRect handle = stage.style->subControlRect(QStyle::CC_Slider, slider, QStyle::SC_SliderHandle, stage.widget);
    const int groove = theme().size(Size::SliderGroove);
    const int y = slider->rect.center().y() - groove / 2;
    QPainter& painter = *stage.painter;
    drawBar(painter, QRect(slider->rect.left(), y, slider->rect.width(), groove), theme().color(Color::Border), 2);
    drawBar(painter, QRect(slider->rect.left(), y, handle.center().x() - slider->rect.left(), groove), accent, 2);
    QRectF knob(0, 0, theme().size(Size::SliderHandle), theme().size(Size::SliderHandle));
    knob.moveCenter(QRectF(handle).center());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(accent, 2));
    painter.setBrush(theme().color(Color::Surface));
    painter.drawEllipse(knob.adjusted(1, 1, -1, -1));
    painter.restore();
    return true;
}

void drawScrollBar(const Stage& stage) {
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(stage.option);
    if (bar == nullptr || bar->maximum <= bar->minimum) return;
    const QRectF handle = scrollBarPart(*bar, QStyle::SC_ScrollBarSlider);
    const double margin = theme().px(kScrollHandleMargin);
    const QRectF shown = bar->orientation == Qt::Vertical ? handle.adjusted(margin, 2, -margin, -2)
                                                          : handle.adjusted(2, margin, -2, -margin);
    QColor color = theme().color(Color::ScrollHandle);
    const bool active = bar->state & (QStyle::State_MouseOver | QStyle::State_Sunken);
    if (!active) color.setAlphaF(static_cast<float>(kScrollHandleAtRest));
    drawBar(*stage.painter, shown, color, margin);
}

}  // namespace

QRect scrollBarPart(const QStyleOptionComplex& option, QStyle::SubControl part) {
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(&option);
    if (bar == nullptr) return {};
    const QRect& rect = bar->rect;
    const bool vertical = bar->orientation == Qt::Vertical;
    const int length = vertical ? rect.height() : rect.width();
    const int range = bar->maximum - bar->minimum;
    const qint64 share = range > 0 ? qint64(length) * bar->pageStep / (qint64(range) + bar->pageStep) : length;
    const int handle = qMin(length, qMax(theme().px(32), static_cast<int>(share)));
    const int at = QStyle::sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - handle,
                                                   bar->upsideDown);
    const auto piece = [&](int from, int size) {
        return vertical ? QRect(rect.x(), rect.y() + from, rect.width(), size)
                        : QRect(rect.x() + from, rect.y(), size, rect.height());
    };
    switch (part) {
        case QStyle::SC_ScrollBarGroove:
            return rect;
        case QStyle::SC_ScrollBarSlider:
            return piece(at, handle);
        case QStyle::SC_ScrollBarSubPage:
            return piece(0, at);
        case QStyle::SC_ScrollBarAddPage:
            return piece(at + handle, length - at - handle);
        default:
            return {};
    }
}

bool drawBarControl(QStyle::ControlElement element, const Stage& stage) {
    switch (element) {
        case QStyle::CE_Splitter:
            drawSplitter(stage);
            return true;
        case QStyle::CE_ProgressBar:
            drawProgress(stage);
            return true;
        default:
            return false;
    }
}

bool drawBarComplex(QStyle::ComplexControl control, const Stage& stage) {
    switch (control) {
        case QStyle::CC_Slider:
            return drawSlider(stage);
        case QStyle::CC_ScrollBar:
            drawScrollBar(stage);
            return true;
        default:
            return false;
    }
}

}  // namespace detox::ui
