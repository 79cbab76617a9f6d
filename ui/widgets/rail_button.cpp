// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/rail_button.h"

#include <QPainter>

#include "ui/style/paint.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {

RailButton::RailButton(const QString& icon, const QString& text, QWidget* parent)
    : QAbstractButton(parent), m_icon(icon) {
    setText(text);
    setAccessibleName(text);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setCompact(false);
}

void RailButton::setCompact(bool compact) {
    m_compact = compact;
    const int inset = theme().px(6);
    const int width = theme().size(compact ? Size::RailCompact : Size::Rail) - 2 * inset;
    setFixedSize(width, compact ? width : theme().size(Size::RailItem));
    setPlainToolTip(*this, compact ? text() : QString());
    update();
}

void RailButton::setDot(std::optional<Color> role, const QString& meaning) {
    m_dot = role;
    setAccessibleDescription(meaning);
    update();
}

void RailButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Color ground = isChecked() ? Color::AccentSoft : underMouse() ? Color::SurfaceHover : Color::Canvas;
    drawBar(painter, rect(), theme().color(ground), theme().radius(Radius::Card));
    const QColor& ink = theme().color(isChecked() ? Color::AccentText : underMouse() ? Color::Text : Color::TextMuted);
    const int side = theme().size(Size::IconRail);
    const int top = m_compact ? (height() - side) / 2 : theme().px(11);
    painter.drawPixmap((width() - side) / 2, top, theme().pixmap(m_icon, ink, side));
    if (!m_compact) {
        QFont font = theme().font(Type::Caption);
        if (isChecked()) font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(ink);
        painter.drawText(QRect(0, theme().px(38), width(), theme().px(18)), Qt::AlignCenter,
                         painter.fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
    if (!m_dot) return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().color(ground), 2));
    painter.setBrush(theme().color(*m_dot));
    painter.drawEllipse(QRectF(width() / 2.0 + theme().px(6), top - theme().px(4), theme().px(11), theme().px(11)));
}

}  // namespace detox::ui
