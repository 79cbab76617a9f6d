// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/number_text.h"

#include <cmath>

#include <QCoreApplication>
#include <QRegularExpression>

namespace detox::ui {
namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("detox::ui::Numbers", text);
}

Error sentence(const QString& text) {
    return invalidInput(text.toStdString());
}

/// "1.000" in a locale whose thousands separator is the point.
bool ambiguous(const QString& text, const QLocale& locale) {
    static const QRegularExpression grouped(QStringLiteral(R"(^[-+]?\d{1,3}(\.\d{3})+$)"));
    return locale.decimalPoint() != QLatin1String(".") && locale.groupSeparator() == QLatin1String(".") &&
           grouped.match(text).hasMatch();
}

bool inRange(const FieldSpec& spec, double value) {
    return (spec.range.min == 0 && spec.range.max == 0) || (value >= spec.range.min && value <= spec.range.max);
}

}  // namespace

Result<double> readNumber(const QString& text, const QLocale& locale) {
    QString plain = text.trimmed();
    plain.replace(QChar(0x2212), '-');
    if (plain.isEmpty()) return sentence(translated("Write a number."));
    if (ambiguous(plain, locale)) {
        const QString whole = QString(plain).remove('.');
        return sentence(translated("Could be %1 or %2. Write one of them.")
                            .arg(whole, QString(plain).replace('.', locale.decimalPoint())));
    }
    QLocale reading = locale;
    reading.setNumberOptions(QLocale::RejectGroupSeparator);
    QLocale international = QLocale::c();
    international.setNumberOptions(QLocale::RejectGroupSeparator);
    bool ok = false;
    double value = reading.toDouble(plain, &ok);
    if (!ok) value = international.toDouble(plain, &ok);
    if (!ok || !std::isfinite(value)) return sentence(translated("Is not a number."));
    return value;
}

QString numberText(double value, const QLocale& locale) {
    QString text = QString::fromStdString(toText(FieldValue(value)));
    static const QRegularExpression padded(QStringLiteral("e([-+])0+(?=\\d)"));
    text.replace(padded, QStringLiteral("e\\1"));
    return text.replace('.', locale.decimalPoint());
}

QString fieldText(const FieldInfo& field, const QLocale& locale) {
    const FieldValue value = field.get();
    if (const auto* real = std::get_if<double>(&value)) return numberText(*real, locale);
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return QString::number(*integer);
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr && field.kind == FieldKind::Text ? QString::fromStdString(*text) : QString();
}

Result<void> setFieldText(const FieldInfo& field, const QString& text, const QLocale& locale) {
    if (field.kind == FieldKind::Text) return field.set(text.toStdString());
    auto number = readNumber(text, locale);
    if (!number) return number.error();
    if (field.kind == FieldKind::Integer && std::trunc(*number) != *number)
        return sentence(translated("Must be a whole number."));
    if (!inRange(field.spec, *number)) {
        return sentence(translated("Must lie between %1 and %2.")
                            .arg(numberText(field.spec.range.min, locale), numberText(field.spec.range.max, locale)));
    }
    return field.set(*number);
}

}  // namespace detox::ui
