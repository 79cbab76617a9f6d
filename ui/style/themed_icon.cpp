// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/themed_icon.h"

#include <QApplication>
#include <QPainter>
#include <QPixmap>

#include "ui/style/theme.h"

namespace detox::ui {

void ThemedIcon::paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) {
    const QColor& color = theme().color(mode == QIcon::Disabled ? Color::TextDisabled : m_role);
    const int side = qMin(rect.width(), rect.height());
    painter->drawPixmap(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2,
                        theme().pixmap(m_name, color, side));
}

QPixmap ThemedIcon::pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) {
    return scaledPixmap(size, mode, state, 1);
}

QPixmap ThemedIcon::scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal) {
    const QColor& color = theme().color(mode == QIcon::Disabled ? Color::TextDisabled : m_role);
    // QIcon asks in device pixels and sets the ratio itself.
    QPixmap pixmap =
        theme().pixmap(m_name, color, qRound(qMin(size.width(), size.height()) / qApp->devicePixelRatio()));
    return pixmap;
}

}  // namespace detox::ui
