// SPDX-License-Identifier: GPL-3.0-or-later
// Sizes and places of controls.
#include <QComboBox>
#include <QListView>
#include <QStyleOption>

#include "ui/style/button_kind.h"
#include "ui/style/studio_style.h"

namespace detox::ui {
namespace {

QRect spinBoxPart(const QStyleOptionComplex& option, QStyle::SubControl part, const Theme& theme) {
    const QRect& rect = option.rect;
    const int buttons = theme.px(20);
    const int half = rect.height() / 2;
    switch (part) {
        case QStyle::SC_SpinBoxUp:
            return {rect.right() - buttons + 1, rect.top(), buttons, half};
        case QStyle::SC_SpinBoxDown:
            return {rect.right() - buttons + 1, rect.top() + half, buttons, rect.height() - half};
        case QStyle::SC_SpinBoxEditField:
            return rect.adjusted(theme.px(6), 1, -buttons, -1);
        default:
            return rect;
    }
}

QSize menuItemSize(const QStyleOption* option, const QSize& base, const Theme& theme) {
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    if (item != nullptr && item->menuItemType == QStyleOptionMenuItem::Separator) {
        return {base.width(), theme.px(9)};
    }
    return {base.width() + theme.px(48), theme.px(30)};
}

}  // namespace

int StudioStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
        case PM_IndicatorWidth:
        case PM_IndicatorHeight:
        case PM_ExclusiveIndicatorWidth:
        case PM_ExclusiveIndicatorHeight:
            return m_theme.size(Size::Checkbox);
        case PM_CheckBoxLabelSpacing:
        case PM_RadioButtonLabelSpacing:
        case PM_LayoutHorizontalSpacing:
        case PM_LayoutVerticalSpacing:
            return m_theme.px(8);
        case PM_ScrollBarExtent:
            return m_theme.size(Size::ScrollBar);
        case PM_SplitterWidth:
            return m_theme.size(Size::Splitter);
        case PM_SliderLength:
        case PM_SliderThickness:
        case PM_SliderControlThickness:
            return m_theme.size(Size::SliderHandle);
        case PM_ButtonIconSize:
        case PM_SmallIconSize:
        case PM_ListViewIconSize:
        case PM_ToolBarIconSize:
        case PM_TabBarIconSize:
            return m_theme.size(Size::Icon);
        case PM_DefaultFrameWidth:
            return qobject_cast<const QComboBox*>(widget) != nullptr ? m_theme.px(8) : 1;
        case PM_FocusFrameHMargin:
        case PM_FocusFrameVMargin:
            return 3;
        case PM_MenuPanelWidth:
        case PM_TabBarBaseOverlap:
            return 1;
        case PM_MenuVMargin:
            return m_theme.px(4);
        case PM_MenuHMargin:
        case PM_MenuBarItemSpacing:
        case PM_MenuBarPanelWidth:
        case PM_ButtonShiftHorizontal:
        case PM_ButtonShiftVertical:
        case PM_TabBarTabShiftHorizontal:
        case PM_TabBarTabShiftVertical:
        case PM_TabBarTabOverlap:
            return 0;
        case PM_TabBarTabHSpace:
            return m_theme.px(24);
        default:
            return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int StudioStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                           QStyleHintReturn* data) const {
    switch (hint) {
        case SH_EtchDisabledText:
        case SH_DitherDisabledText:
        case SH_UnderlineShortcut:
        case SH_ScrollBar_Transient:
        case SH_ComboBox_Popup:
        case SH_TabBar_CloseButtonPosition:
            return 0;
        default:
            return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize StudioStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                    const QWidget* widget) const {
    const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
    const int control = m_theme.size(isSmall(widget) ? Size::ControlSmall : Size::Control);
    switch (type) {
        case CT_PushButton:
            return {pushButtonWidth(*option, widget), control};
        case CT_ToolButton:
            return {qMax(base.width(), control), control};
        case CT_ComboBox:
            return {size.width() + m_theme.px(40), control};
        case CT_LineEdit:
        case CT_SpinBox:
            return {base.width() + m_theme.px(8), control};
        case CT_MenuBarItem:
            return {base.width() + m_theme.px(6), m_theme.px(28)};
        case CT_MenuItem:
            return menuItemSize(option, base, m_theme);
        case CT_HeaderSection:
            return {base.width() + m_theme.px(8), m_theme.size(Size::TableHeader)};
        case CT_TabBarTab:
            return {base.width(), m_theme.size(Size::Tab)};
        case CT_ItemViewItem:
            return qobject_cast<const QListView*>(widget) != nullptr
                       ? QSize(base.width(), qMax(base.height(), m_theme.px(28)))
                       : base;
        default:
            return base;
    }
}

QRect StudioStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const {
    const QRect base = QProxyStyle::subElementRect(element, option, widget);
    switch (element) {
        case SE_ItemViewItemText:
            return base.adjusted(m_theme.px(4), 0, -m_theme.px(4), 0);
        case SE_LineEditContents:
            return base.adjusted(m_theme.px(4), 0, -m_theme.px(2), 0);
        default:
            return base;
    }
}

QRect StudioStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                  const QWidget* widget) const {
    if (control == CC_SpinBox) return spinBoxPart(*option, part, m_theme);
    if (control == CC_ComboBox && part == SC_ComboBoxEditField) {
        return option->rect.adjusted(m_theme.px(8), 0, -m_theme.px(24), 0);
    }
    if (control == CC_ScrollBar) return scrollBarPart(*option, part);
    return QProxyStyle::subControlRect(control, option, part, widget);
}

}  // namespace detox::ui
