// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_field.h"

#include <cmath>

#include <QLineEdit>
#include <QWheelEvent>

#include "ui/models/number_text.h"
#include "ui/style/theme.h"

namespace detox::ui {

NumberField::NumberField(Kind kind, QWidget* parent) : QAbstractSpinBox(parent), m_kind(kind) {
    setFocusPolicy(Qt::StrongFocus);
    setFont(theme().font(Type::Number));
    setKeyboardTracking(true);
    connect(lineEdit(), &QLineEdit::textEdited, this, &NumberField::textEdited);
}

void NumberField::setText(const QString& text) {
    if (lineEdit()->text() != text) lineEdit()->setText(text);
}

void NumberField::stepBy(int steps) {
    const auto now = readNumber(lineEdit()->text(), QLocale());
    if (!now) return;
    // A tenth of the leading digit's place: 0.2 goes by 0.01, 1.41e-5 by 1e-6.
    const double place = *now == 0 ? 0.1 : std::pow(10.0, std::floor(std::log10(std::abs(*now))) - 1);
    const double step = m_kind == Kind::Whole ? 1 : place;
    const double next = m_kind == Kind::Whole ? *now + steps : std::round((*now + steps * step) / step) * step;
    // Twelve digits: what stepping adds beyond them is rounding.
    const double tidy = QString::number(next, 'g', 12).toDouble();
    setText(m_kind == Kind::Whole ? QString::number(static_cast<qint64>(tidy)) : numberText(tidy, QLocale()));
    emit textEdited(lineEdit()->text());
}

void NumberField::wheelEvent(QWheelEvent* event) {
    if (!hasFocus()) return event->ignore();
    QAbstractSpinBox::wheelEvent(event);
}

}  // namespace detox::ui
