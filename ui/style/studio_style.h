// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

#include "ui/style/theme.h"

namespace detox::ui {

/// Draws every control from the theme's roles over Fusion. No style sheet: a sheet would replace this style on the
/// widgets it matches and know only pixels. One file per family of controls; a family's function returns false for
/// what it does not draw.
class StudioStyle final : public QProxyStyle {
    Q_OBJECT
public:
    explicit StudioStyle(const QPalette& systemPalette);

    [[nodiscard]] Theme& theme() { return m_theme; }

    QPalette standardPalette() const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;

private:
    Theme m_theme;
};

/// What a drawing function is given besides the element.
struct Stage {
    const QStyleOption* option;
    QPainter* painter;
    const QWidget* widget;
    const QStyle* style;
};

[[nodiscard]] bool drawButtonPrimitive(QStyle::PrimitiveElement element, const Stage& stage);
[[nodiscard]] bool drawButtonControl(QStyle::ControlElement element, const Stage& stage);
void drawToolButton(const Stage& stage);

[[nodiscard]] bool drawFieldPrimitive(QStyle::PrimitiveElement element, const Stage& stage);
[[nodiscard]] bool drawFieldComplex(QStyle::ComplexControl control, const Stage& stage);

[[nodiscard]] bool drawMenuPrimitive(QStyle::PrimitiveElement element, const Stage& stage);
[[nodiscard]] bool drawMenuControl(QStyle::ControlElement element, const Stage& stage);

[[nodiscard]] bool drawViewPrimitive(QStyle::PrimitiveElement element, const Stage& stage);
[[nodiscard]] bool drawViewControl(QStyle::ControlElement element, const Stage& stage);

[[nodiscard]] bool drawBarControl(QStyle::ControlElement element, const Stage& stage);
[[nodiscard]] bool drawBarComplex(QStyle::ComplexControl control, const Stage& stage);

/// Width of a push button's icon, text and shortcut hint with its padding.
[[nodiscard]] int pushButtonWidth(const QStyleOption& option, const QWidget* widget);
/// The part of a scroll bar `part` covers; it has no line buttons.
[[nodiscard]] QRect scrollBarPart(const QStyleOptionComplex& option, QStyle::SubControl part);

}  // namespace detox::ui
