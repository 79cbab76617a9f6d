// SPDX-License-Identifier: GPL-3.0-or-later
// Menu bar, menus, tool tips, status bar, tabs.
#include <QPainter>
#include <QStyleOption>
#include <QTabBar>

#include "ui/style/paint.h"
#include "ui/style/studio_style.h"

namespace detox::ui {
namespace {

void drawMenuBarItem(QStyle::ControlElement element, const Stage& stage) {
    const QRect& rect = stage.option->rect;
    QPainter& painter = *stage.painter;
    painter.fillRect(rect, theme().color(Color::Canvas));
    if (stage.widget != nullptr) {
        painter.fillRect(QRect(rect.left(), stage.widget->height() - 1, rect.width(), 1), theme().color(Color::Border));
    }
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(stage.option);
    if (item == nullptr || element != QStyle::CE_MenuBarItem) return;
    if (item->state & QStyle::State_Selected) {
        drawBar(painter, rect.adjusted(1, 2, -1, -2), theme().color(Color::SurfaceHover), theme().radius(Radius::Chip));
    }
    painter.setPen(theme().color(item->state & QStyle::State_Enabled ? Color::TextSecondary : Color::TextDisabled));
    const bool mnemonic = stage.style->styleHint(QStyle::SH_UnderlineShortcut, item, stage.widget) != 0;
    painter.drawText(rect, Qt::AlignCenter | (mnemonic ? Qt::TextShowMnemonic : Qt::TextHideMnemonic), item->text);
}

void drawMenuMark(const QStyleOptionMenuItem& item, const QRect& place, const Stage& stage) {
    if (item.checkType != QStyleOptionMenuItem::NotCheckable) {
        if (!item.checked) return;
        drawStroke(*stage.painter, place, {{0.2, 0.52}, {0.42, 0.74}, {0.82, 0.28}},
                   {theme().color(Color::AccentText), 1.75});
        return;
    }
    if (item.icon.isNull()) return;
    item.icon.paint(stage.painter, place, Qt::AlignCenter,
                    item.state & QStyle::State_Enabled ? QIcon::Normal : QIcon::Disabled);
}

void drawMenuTexts(const QStyleOptionMenuItem& item, const QRect& rect, QPainter& painter) {
    const bool enabled = item.state & QStyle::State_Enabled;
    const QStringList parts = item.text.split(QLatin1Char('\t'));
    painter.setFont(theme().font(Type::Body));
    painter.setPen(theme().color(enabled ? Color::Text : Color::TextDisabled));
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextHideMnemonic, parts.value(0));
    if (parts.size() < 2) return;
    painter.setFont(theme().font(Type::Small));
    painter.setPen(theme().color(enabled ? Color::TextMuted : Color::TextDisabled));
    painter.drawText(rect, Qt::AlignRight | Qt::AlignVCenter, parts.value(1));
}

void drawMenuItem(const Stage& stage) {
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(stage.option);
    if (item == nullptr) return;
    const QRect& rect = item->rect;
    QPainter& painter = *stage.painter;
    painter.save();
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(QRect(rect.left(), rect.center().y(), rect.width(), 1), theme().color(Color::Divider));
        painter.restore();
        return;
    }
    if ((item->state & QStyle::State_Selected) && (item->state & QStyle::State_Enabled)) {
        const int inset = theme().px(4);
        drawBar(painter, rect.adjusted(inset, 0, -inset, 0), theme().color(Color::SurfaceHover),
                theme().radius(Radius::Chip));
    }
    const int side = theme().size(Size::Icon);
    drawMenuMark(*item, QRect(rect.left() + theme().px(12), rect.center().y() - side / 2, side, side), stage);
    drawMenuTexts(*item, rect.adjusted(theme().px(36), 0, -theme().px(16), 0), painter);
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu) {
        drawArrow(painter, QRect(rect.right() - theme().px(20), rect.top(), theme().px(16), rect.height()),
                  ArrowDirection::Right, theme().color(Color::TextMuted));
    }
    painter.restore();
}

void drawTabShape(const Stage& stage) {
    const bool selected = stage.option->state & QStyle::State_Selected;
    const bool hover = stage.option->state & QStyle::State_MouseOver;
    const QRect& rect = stage.option->rect;
    if (hover && !selected) {
        drawBar(*stage.painter, rect.adjusted(2, 4, -2, -4), theme().color(Color::SurfaceHover),
                theme().radius(Radius::Control));
    }
    if (!selected) return;
    drawBar(*stage.painter, QRectF(rect.left() + theme().px(8), rect.bottom() - 1, rect.width() - theme().px(16), 2),
            theme().color(Color::Accent), 1);
}

void drawTabLabel(const Stage& stage) {
    const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(stage.option);
    if (tab == nullptr) return;
    const bool selected = tab->state & QStyle::State_Selected;
    const bool enabled = tab->state & QStyle::State_Enabled;
    QPainter& painter = *stage.painter;
    painter.save();
    painter.setFont(theme().font(selected ? Type::BodyStrong : Type::Body));
    painter.setPen(theme().color(!enabled ? Color::TextDisabled : selected ? Color::AccentText : Color::TextSecondary));
    painter.drawText(tab->rect, Qt::AlignCenter | Qt::TextHideMnemonic, tab->text);
    if (tab->state & QStyle::State_HasFocus) {
        drawPanel(painter, tab->rect.adjusted(2, 3, -2, -3),
                  {.fill = Qt::transparent,
                   .line = theme().color(Color::Focus),
                   .radius = static_cast<double>(theme().radius(Radius::Control))});
    }
    painter.restore();
}

}  // namespace

bool drawMenuPrimitive(QStyle::PrimitiveElement element, const Stage& stage) {
    QPainter& painter = *stage.painter;
    const QRect& rect = stage.option->rect;
    switch (element) {
        case QStyle::PE_PanelMenu:
            painter.fillRect(rect, theme().color(Color::Surface));
            return true;
        case QStyle::PE_FrameMenu:
            drawPanel(painter, rect, {.fill = Qt::transparent, .line = theme().color(Color::Border)});
            return true;
        case QStyle::PE_PanelMenuBar:
        case QStyle::PE_FrameStatusBarItem:
            return true;
        case QStyle::PE_PanelStatusBar:
            painter.fillRect(QRect(0, 0, rect.width(), 1), theme().color(Color::Border));
            return true;
        case QStyle::PE_PanelTipLabel:
            painter.fillRect(rect, theme().color(Color::Tooltip));
            return true;
        case QStyle::PE_FrameTabBarBase:
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme().color(Color::Border));
            return true;
        default:
            return false;
    }
}

bool drawMenuControl(QStyle::ControlElement element, const Stage& stage) {
    switch (element) {
        case QStyle::CE_MenuBarEmptyArea:
        case QStyle::CE_MenuBarItem:
            drawMenuBarItem(element, stage);
            return true;
        case QStyle::CE_MenuItem:
            drawMenuItem(stage);
            return true;
        case QStyle::CE_MenuEmptyArea:
            stage.painter->fillRect(stage.option->rect, theme().color(Color::Surface));
            return true;
        case QStyle::CE_TabBarTabShape:
            drawTabShape(stage);
            return true;
        case QStyle::CE_TabBarTabLabel:
            drawTabLabel(stage);
            return true;
        default:
            return false;
    }
}

}  // namespace detox::ui
