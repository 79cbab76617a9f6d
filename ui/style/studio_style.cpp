// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/studio_style.h"

#include <QApplication>
#include <QStyleOption>

namespace detox::ui {

Theme& theme() {
    auto* style = qobject_cast<StudioStyle*>(QApplication::style());
    if (style == nullptr) qFatal("installLook() was not called before the first widget.");
    return style->theme();
}

StudioStyle::StudioStyle(const QPalette& systemPalette)
    : QProxyStyle(QStringLiteral("Fusion")), m_theme(systemPalette) {}

QPalette StudioStyle::standardPalette() const {
    return m_theme.palette();
}

void StudioStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                const QWidget* widget) const {
    const Stage stage{option, painter, widget, this};
    if (drawButtonPrimitive(element, stage) || drawFieldPrimitive(element, stage) ||
        drawMenuPrimitive(element, stage) || drawViewPrimitive(element, stage)) {
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void StudioStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                              const QWidget* widget) const {
    const Stage stage{option, painter, widget, this};
    if (drawButtonControl(element, stage) || drawMenuControl(element, stage) || drawViewControl(element, stage) ||
        drawBarControl(element, stage)) {
        return;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void StudioStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                     const QWidget* widget) const {
    const Stage stage{option, painter, widget, this};
    if (control == CC_ToolButton) return drawToolButton(stage);
    if (drawFieldComplex(control, stage) || drawBarComplex(control, stage)) return;
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

}  // namespace detox::ui
