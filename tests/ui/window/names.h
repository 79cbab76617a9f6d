// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QAccessible>
#include <QStringList>
#include <QWidget>

namespace detox {

/// Class and object name of every visible control under `root` that takes the keyboard but tells a screen reader no
/// name.
[[nodiscard]] inline QStringList namelessControls(const QWidget& root) {
    QStringList nameless;
    for (QWidget* widget : root.findChildren<QWidget*>()) {
        const bool inside = widget->parentWidget() != nullptr && widget->parentWidget()->focusProxy() == widget;
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus || inside) continue;
        if (widget->objectName().startsWith(QStringLiteral("qt_"))) continue;  // parts of Qt's own controls
        QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(widget);
        if (interface == nullptr || !interface->text(QAccessible::Name).isEmpty()) continue;
        nameless << QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName();
    }
    return nameless;
}

}  // namespace detox
