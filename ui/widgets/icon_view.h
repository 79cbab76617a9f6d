// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/style/theme.h"

namespace detox::ui {

/// An icon that is not a control, drawn at the exact device size in its role's colour. `side` in design pixels.
class IconView final : public QWidget {
    Q_OBJECT
public:
    IconView(const QString& icon, Color role, int side, QWidget* parent = nullptr);
    void setIcon(const QString& icon, Color role);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon;
    Color m_role;
    int m_side;
};

}  // namespace detox::ui
