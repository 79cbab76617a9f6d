// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QAbstractButton>

#include "ui/style/theme.h"

namespace detox::ui {

/// An entry of the navigation rail: icon over caption, or the icon alone when compact (then the name is the tool tip).
class RailButton final : public QAbstractButton {
    Q_OBJECT
public:
    RailButton(const QString& icon, const QString& text, QWidget* parent = nullptr);

    void setCompact(bool compact);
    /// A dot at the icon (green: a run is active, amber: an alarm is open), with what it means in words.
    void setDot(std::optional<Color> role, const QString& meaning = {});

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon;
    bool m_compact = false;
    std::optional<Color> m_dot;
};

}  // namespace detox::ui
