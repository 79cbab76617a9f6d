// SPDX-License-Identifier: GPL-3.0-or-later
// Line edits, combo boxes, spin boxes, group boxes, frames of editors.
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QPainter>
#include <QStyleOption>

#include "ui/style/paint.h"
#include "ui/style/studio_style.h"

namespace detox::ui {
namespace {

bool isInsideField(const QWidget* widget) {
    const QWidget* parent = widget == nullptr ? nullptr : widget->parentWidget();
    return qobject_cast<const QAbstractSpinBox*>(parent) != nullptr ||
           qobject_cast<const QComboBox*>(parent) != nullptr;
}

Color arrowColor(const QStyleOption& option) {
    return option.state & QStyle::State_Enabled ? Color::TextMuted : Color::TextDisabled;
}

void drawComboBox(const Stage& stage) {
    drawField(*stage.painter, *stage.option, stage.widget);
    const QRect& rect = stage.option->rect;
    const int side = theme().px(20);
    drawArrow(*stage.painter, QRect(rect.right() - theme().px(24), rect.top(), side, rect.height()),
              ArrowDirection::Down, theme().color(arrowColor(*stage.option)));
}

void drawSpinBox(const Stage& stage) {
    drawField(*stage.painter, *stage.option, stage.widget);
    const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(stage.option);
    if (spin == nullptr || spin->buttonSymbols == QAbstractSpinBox::NoButtons) return;
    const QRect up = stage.style->subControlRect(QStyle::CC_SpinBox, spin, QStyle::SC_SpinBoxUp, stage.widget);
    const QRect down = stage.style->subControlRect(QStyle::CC_SpinBox, spin, QStyle::SC_SpinBoxDown, stage.widget);
    stage.painter->fillRect(QRect(up.left(), spin->rect.top() + 1, 1, spin->rect.height() - 2),
                            theme().color(Color::Border));
    const auto color = [&](QAbstractSpinBox::StepEnabledFlag step) {
        return theme().color(spin->stepEnabled & step ? Color::TextMuted : Color::TextDisabled);
    };
    drawArrow(*stage.painter, up.translated(0, theme().px(2)), ArrowDirection::Up,
              color(QAbstractSpinBox::StepUpEnabled));
    drawArrow(*stage.painter, down.translated(0, -theme().px(2)), ArrowDirection::Down,
              color(QAbstractSpinBox::StepDownEnabled));
}

void drawGroupFrame(const Stage& stage) {
    drawPanel(*stage.painter, stage.option->rect,
              {.fill = Qt::transparent,
               .line = theme().color(Color::Border),
               .radius = static_cast<double>(theme().radius(Radius::Card))});
}

}  // namespace

bool drawFieldPrimitive(QStyle::PrimitiveElement element, const Stage& stage) {
    switch (element) {
        case QStyle::PE_PanelLineEdit:
            if (!isInsideField(stage.widget)) drawField(*stage.painter, *stage.option, stage.widget);
            return true;
        case QStyle::PE_FrameLineEdit:
        case QStyle::PE_FrameTabWidget:
            return true;
        case QStyle::PE_FrameGroupBox:
            drawGroupFrame(stage);
            return true;
        case QStyle::PE_IndicatorArrowDown:
        case QStyle::PE_IndicatorSpinDown:
            drawArrow(*stage.painter, stage.option->rect, ArrowDirection::Down,
                      theme().color(arrowColor(*stage.option)));
            return true;
        case QStyle::PE_IndicatorArrowUp:
        case QStyle::PE_IndicatorSpinUp:
            drawArrow(*stage.painter, stage.option->rect, ArrowDirection::Up, theme().color(arrowColor(*stage.option)));
            return true;
        case QStyle::PE_IndicatorArrowLeft:
            drawArrow(*stage.painter, stage.option->rect, ArrowDirection::Left,
                      theme().color(arrowColor(*stage.option)));
            return true;
        case QStyle::PE_IndicatorArrowRight:
            drawArrow(*stage.painter, stage.option->rect, ArrowDirection::Right,
                      theme().color(arrowColor(*stage.option)));
            return true;
        default:
            return false;
    }
}

bool drawFieldComplex(QStyle::ComplexControl control, const Stage& stage) {
    switch (control) {
        case QStyle::CC_ComboBox:
            drawComboBox(stage);
            return true;
        case QStyle::CC_SpinBox:
            drawSpinBox(stage);
            return true;
        default:
            return false;
    }
}

}  // namespace detox::ui
