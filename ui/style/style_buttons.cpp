// SPDX-License-Identifier: GPL-3.0-or-later
// Push buttons, tool buttons, check boxes, radio buttons, the focus ring.
#include <QPainter>
#include <QStyleOption>

#include "ui/style/button_kind.h"
#include "ui/style/paint.h"
#include "ui/style/studio_style.h"

namespace detox::ui {
namespace {

constexpr double kDisabledOpacity = 0.45;

struct ButtonState {
    bool down = false;
    bool hover = false;
    bool enabled = true;
};

ButtonState stateOf(const QStyleOption& option) {
    const bool enabled = option.state & QStyle::State_Enabled;
    return {.down = static_cast<bool>(option.state & (QStyle::State_Sunken | QStyle::State_On)),
            .hover = enabled && (option.state & QStyle::State_MouseOver),
            .enabled = enabled};
}

void drawButtonPanel(const Stage& stage) {
    const ButtonState state = stateOf(*stage.option);
    const ButtonKind kind = buttonKind(stage.widget);
    Color fill = state.down ? Color::SurfacePressed : state.hover ? Color::SurfaceHover : Color::Surface;
    Color line = kind == ButtonKind::Danger ? Color::Error : Color::BorderControl;
    if (kind == ButtonKind::Primary) {
        fill = line = state.down ? Color::AccentPressed : state.hover ? Color::AccentHover : Color::Accent;
    }
    if (kind == ButtonKind::Quiet) {
        if (!state.down && !state.hover) return;
        line = fill;
    }
    drawPanel(*stage.painter, stage.option->rect,
              {.fill = theme().color(fill),
               .line = theme().color(line),
               .radius = static_cast<double>(theme().radius(Radius::Control)),
               .opacity = state.enabled ? 1 : kDisabledOpacity});
}

QFont buttonFont(const QWidget* widget) {
    QFont font = theme().font(isSmall(widget) ? Type::Small : Type::Body);
    font.setWeight(buttonKind(widget) == ButtonKind::Primary ? QFont::DemiBold : QFont::Medium);
    return font;
}

QFont hintFont() {
    QFont font = theme().font(Type::Number);
    font.setPixelSize(theme().px(11));
    return font;
}

struct ButtonParts {
    int icon = 0;
    int text = 0;
    int hint = 0;
    int arrow = 0;
    int gap = 0;

    [[nodiscard]] int width() const {
        const int parts = (icon > 0) + (text > 0) + (hint > 0) + (arrow > 0);
        return icon + text + hint + arrow + gap * qMax(0, parts - 1);
    }
};

QString hintOf(const QWidget* widget) {
    return widget == nullptr ? QString() : widget->property(kShortcutHintProperty).toString();
}

ButtonParts partsOf(const QStyleOptionButton& button, const QWidget* widget) {
    ButtonParts parts;
    parts.gap = theme().px(6);
    if (!button.icon.isNull()) parts.icon = theme().size(Size::Icon);
    if (!button.text.isEmpty()) {
        parts.text = QFontMetrics(buttonFont(widget)).size(Qt::TextShowMnemonic, button.text).width();
    }
    if (const QString hint = hintOf(widget); !hint.isEmpty() && parts.text > 0) {
        parts.hint = QFontMetrics(hintFont()).horizontalAdvance(hint);
    }
    if (button.features & QStyleOptionButton::HasMenu) parts.arrow = theme().px(12);
    return parts;
}

QColor textColor(const QStyleOptionButton& button, const QWidget* widget) {
    const bool enabled = button.state & QStyle::State_Enabled;
    switch (buttonKind(widget)) {
        case ButtonKind::Primary:
            return theme().color(Color::OnAccent);
        case ButtonKind::Danger:
            return theme().color(enabled ? Color::Error : Color::TextDisabled);
        case ButtonKind::Quiet:
            return theme().color(enabled ? Color::TextSecondary : Color::TextDisabled);
        case ButtonKind::Standard:
            break;
    }
    return theme().color(enabled ? Color::Text : Color::TextDisabled);
}

void drawButtonLabel(const Stage& stage) {
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(stage.option);
    if (button == nullptr) return;
    const ButtonParts parts = partsOf(*button, stage.widget);
    QRect rect = button->rect;
    int x = rect.x() + qMax(0, (rect.width() - parts.width()) / 2);
    const QColor color = textColor(*button, stage.widget);
    QPainter& painter = *stage.painter;
    painter.save();
    if (parts.icon > 0) {
        const QRect place(x, rect.y() + (rect.height() - parts.icon) / 2, parts.icon, parts.icon);
        const bool enabled = button->state & QStyle::State_Enabled;
        button->icon.paint(&painter, place, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
        x += parts.icon + parts.gap;
    }
    painter.setPen(color);
    if (parts.text > 0) {
        painter.setFont(buttonFont(stage.widget));
        const int room = qMin(parts.text, rect.right() - x + 1);
        painter.drawText(QRect(x, rect.y(), room, rect.height()), Qt::AlignCenter | Qt::TextHideMnemonic, button->text);
        x += parts.text + parts.gap;
    }
    if (parts.hint > 0) {
        painter.setFont(hintFont());
        if (buttonKind(stage.widget) != ButtonKind::Primary) painter.setPen(theme().color(Color::TextMuted));
        painter.drawText(QRect(x, rect.y(), parts.hint, rect.height()), Qt::AlignCenter, hintOf(stage.widget));
        x += parts.hint + parts.gap;
    }
    if (parts.arrow > 0)
        drawArrow(painter, QRect(x, rect.y(), parts.arrow, rect.height()), ArrowDirection::Down, color);
    painter.restore();
}

void drawCheckMark(const Stage& stage) {
    const bool on = stage.option->state & QStyle::State_On;
    const bool partial = stage.option->state & QStyle::State_NoChange;
    const bool enabled = stage.option->state & QStyle::State_Enabled;
    const bool filled = on || partial;
    const QRect box = QRect(stage.option->rect.topLeft(),
                            QSize(1, 1) * qMin(stage.option->rect.width(), stage.option->rect.height()));
    drawPanel(*stage.painter, box,
              {.fill = theme().color(filled ? Color::Accent : Color::SurfaceSunken),
               .line = theme().color(filled ? Color::Accent : Color::BorderControl),
               .radius = static_cast<double>(theme().radius(Radius::Chip)),
               .opacity = enabled ? 1 : kDisabledOpacity});
    const Stroke stroke{theme().color(Color::OnAccent), 1.75};
    if (on) drawStroke(*stage.painter, box, {{0.25, 0.54}, {0.43, 0.72}, {0.77, 0.32}}, stroke);
    if (partial && !on) drawStroke(*stage.painter, box, {{0.28, 0.5}, {0.72, 0.5}}, stroke);
}

void drawRadioMark(const Stage& stage) {
    const bool on = stage.option->state & QStyle::State_On;
    const bool enabled = stage.option->state & QStyle::State_Enabled;
    const double side = qMin(stage.option->rect.width(), stage.option->rect.height());
    drawPanel(*stage.painter, stage.option->rect,
              {.fill = theme().color(on ? Color::Accent : Color::SurfaceSunken),
               .line = theme().color(on ? Color::Accent : Color::BorderControl),
               .radius = side / 2,
               .opacity = enabled ? 1 : kDisabledOpacity});
    if (!on) return;
    QRectF dot(0, 0, side * 0.4, side * 0.4);
    dot.moveCenter(QRectF(stage.option->rect).center());
    drawBar(*stage.painter, dot, theme().color(Color::OnAccent), side * 0.2);
}

void drawFocusFrame(const Stage& stage) {
    QPainter& painter = *stage.painter;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().color(Color::Focus), 2));
    const double radius = theme().radius(Radius::Control) + 2;
    painter.drawRoundedRect(QRectF(stage.option->rect).adjusted(1, 1, -1, -1), radius, radius);
    painter.restore();
}

void drawToolGround(const Stage& stage) {
    const ButtonState state = stateOf(*stage.option);
    const bool checked = stage.option->state & QStyle::State_On;
    if (!state.hover && !state.down) return;
    const QColor& fill = theme().color(checked      ? Color::AccentSoft
                                       : state.down ? Color::SurfacePressed
                                                    : Color::SurfaceHover);
    drawPanel(*stage.painter, stage.option->rect,
              {.fill = fill, .line = fill, .radius = static_cast<double>(theme().radius(Radius::Control))});
}

}  // namespace

int pushButtonWidth(const QStyleOption& option, const QWidget* widget) {
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(&option);
    const int height = theme().size(isSmall(widget) ? Size::ControlSmall : Size::Control);
    if (button == nullptr || button->text.isEmpty()) return height;
    return partsOf(*button, widget).width() + theme().px(isSmall(widget) ? 18 : 26);
}

bool drawButtonPrimitive(QStyle::PrimitiveElement element, const Stage& stage) {
    switch (element) {
        case QStyle::PE_PanelButtonCommand:
            drawButtonPanel(stage);
            return true;
        case QStyle::PE_IndicatorCheckBox:
        case QStyle::PE_IndicatorItemViewItemCheck:
            drawCheckMark(stage);
            return true;
        case QStyle::PE_IndicatorRadioButton:
            drawRadioMark(stage);
            return true;
        case QStyle::PE_FrameDefaultButton:
        case QStyle::PE_FrameButtonTool:
            return true;
        default:
            return false;
    }
}

bool drawButtonControl(QStyle::ControlElement element, const Stage& stage) {
    switch (element) {
        case QStyle::CE_PushButtonLabel:
            drawButtonLabel(stage);
            return true;
        case QStyle::CE_FocusFrame:
            drawFocusFrame(stage);
            return true;
        default:
            return false;
    }
}

void drawToolButton(const Stage& stage) {
    const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(stage.option);
    if (button == nullptr) return;
    drawToolGround(stage);
    QStyleOptionToolButton label = *button;
    const bool checked = button->state & QStyle::State_On;
    label.palette.setColor(QPalette::ButtonText, theme().color(checked ? Color::AccentText : Color::TextSecondary));
    stage.style->drawControl(QStyle::CE_ToolButtonLabel, &label, stage.painter, stage.widget);
}

}  // namespace detox::ui
