// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

#include "core/config/field_info.h"

namespace detox::ui {

/// Reads a number as a person writes it: the locale's decimal sign or a point, scientific notation, any minus sign; no
/// thousands separators. What could be read two ways ("1.000" where the point separates thousands) is refused with both
/// readings named.
[[nodiscard]] Result<double> readNumber(const QString& text, const QLocale& locale);

/// The shortest text that readNumber() reads back as the same value.
[[nodiscard]] QString numberText(double value, const QLocale& locale);

/// The value of `field` as its form row shows it; empty for a switch or a choice.
[[nodiscard]] QString fieldText(const FieldInfo& field, const QLocale& locale);

/// Reads what was typed into the row of `field`, range included, and sets it. The error is the sentence that stands
/// behind the field: it does not repeat the field's name.
[[nodiscard]] Result<void> setFieldText(const FieldInfo& field, const QString& text, const QLocale& locale);

}  // namespace detox::ui
