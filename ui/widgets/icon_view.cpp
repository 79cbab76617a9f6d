// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/icon_view.h"

#include <QPainter>

namespace detox::ui {

IconView::IconView(const QString& icon, Color role, int side, QWidget* parent)
    : QWidget(parent), m_icon(icon), m_role(role), m_side(theme().px(side)) {
    setFixedSize(m_side, m_side);
}

void IconView::setIcon(const QString& icon, Color role) {
    m_icon = icon;
    m_role = role;
    update();
}

void IconView::paintEvent(QPaintEvent*) {
    QPainter(this).drawPixmap(0, 0, theme().pixmap(m_icon, theme().color(m_role), m_side));
}

}  // namespace detox::ui
