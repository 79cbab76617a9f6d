// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plain_label.h"

#include <QPainter>

namespace detox::ui {

void setPlainToolTip(QWidget& widget, const QString& text) {
    widget.setToolTip(text.isEmpty()
                          ? QString()
                          : QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(text.toHtmlEscaped()));
}

PlainLabel::PlainLabel(const QString& text, Type type, Color color, QWidget* parent) : QLabel(parent), m_color(color) {
    setTextFormat(Qt::PlainText);
    setText(text);
    setType(type);
    applyColor();
    connect(&theme(), &Theme::changed, this, &PlainLabel::applyColor);
}

void PlainLabel::setColor(Color color) {
    m_color = color;
    applyColor();
}

void PlainLabel::setType(Type type) {
    setFont(theme().font(type));
}

void PlainLabel::setElide(Qt::TextElideMode mode) {
    m_elide = mode;
    updateGeometry();
    update();
}

void PlainLabel::applyColor() {
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, theme().color(m_color));
    setPalette(colors);
}

QSize PlainLabel::minimumSizeHint() const {
    const QSize hint = QLabel::minimumSizeHint();
    return m_elide == Qt::ElideNone ? hint : QSize(qMin(hint.width(), theme().px(24)), hint.height());
}

void PlainLabel::paintEvent(QPaintEvent* event) {
    if (m_elide == Qt::ElideNone) return QLabel::paintEvent(event);
    const QString shown = fontMetrics().elidedText(text(), m_elide, contentsRect().width());
    const bool cut = shown != text();
    if (cut == toolTip().isEmpty()) setPlainToolTip(*this, cut ? text() : QString());
    QPainter painter(this);
    painter.setPen(palette().color(isEnabled() ? QPalette::Normal : QPalette::Disabled, QPalette::WindowText));
    painter.drawText(contentsRect(), static_cast<int>(alignment()) | Qt::TextSingleLine, shown);
}

}  // namespace detox::ui
