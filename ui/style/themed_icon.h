// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIconEngine>

#include "ui/style/tokens.h"

namespace detox::ui {

/// Draws a resource icon in its role's colour of the theme of the moment, at the exact device size, so that icons of
/// actions and buttons follow a theme change without being set again.
class ThemedIcon final : public QIconEngine {
public:
    ThemedIcon(QString name, Color role) : m_name(std::move(name)), m_role(role) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override;
    QIconEngine* clone() const override { return new ThemedIcon(*this); }
    bool isNull() override { return false; }

private:
    QString m_name;
    Color m_role;
};

}  // namespace detox::ui
