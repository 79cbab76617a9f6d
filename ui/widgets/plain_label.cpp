// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plain_label.h"

#include <QPainter>
#include <QTextLayout>

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

void PlainLabel::setMaxLines(int lines) {
    m_maxLines = lines;
    update();
}

void PlainLabel::setFullText(const QString& text) {
    m_fullText = text;
    setPlainToolTip(*this, text);
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

PlainLabel::Shown PlainLabel::shown() const {
    const int width = contentsRect().width();
    QTextLayout layout(text(), font());
    QStringList lines;
    QString rest = text();
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid() && lines.size() + 1 < m_maxLines;
         line = layout.createLine()) {
        line.setLineWidth(width);
        lines << text().mid(line.textStart(), line.textLength()).trimmed();
        rest = text().mid(line.textStart() + line.textLength());
    }
    layout.endLayout();
    const QString last = fontMetrics().elidedText(rest, m_elide, width);
    if (!last.isEmpty()) lines << last;
    return {lines.join(QLatin1Char('\n')), last != rest};
}

void PlainLabel::paintEvent(QPaintEvent* event) {
    if (m_elide == Qt::ElideNone) return QLabel::paintEvent(event);
    const auto [shownText, cut] = shown();
    if (m_fullText.isEmpty() && cut == toolTip().isEmpty()) setPlainToolTip(*this, cut ? text() : QString());
    QPainter painter(this);
    painter.setPen(palette().color(isEnabled() ? QPalette::Normal : QPalette::Disabled, QPalette::WindowText));
    const int flags = static_cast<int>(alignment()) | (m_maxLines == 1 ? static_cast<int>(Qt::TextSingleLine) : 0);
    painter.drawText(contentsRect(), flags, shownText);
}

}  // namespace detox::ui
