// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/tick_labels.h"

#include <algorithm>
#include <cmath>

namespace detox::ui {
namespace {

constexpr int kMostDecimals = 12;
constexpr double kRounding = 1e-6;  ///< of a step: ticks are sums of steps

double stepOf(const std::vector<double>& ticks) {
    const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : ticks.front();
    return step == 0 ? 1 : std::abs(step);
}

/// The fewest decimals that tell multiples of `step` apart.
int decimalsOf(double step) {
    for (int decimals = 0; decimals < kMostDecimals; ++decimals) {
        const double scaled = step * std::pow(10.0, decimals);
        if (std::abs(scaled - std::round(scaled)) <= kRounding * std::max(1.0, scaled)) return decimals;
    }
    return kMostDecimals;
}

double largest(const std::vector<double>& ticks, double offset) {
    double most = 0;
    for (const double tick : ticks) most = std::max(most, std::abs(tick - offset));
    return most;
}

bool fits(const std::vector<double>& ticks, const TickFormat& format, int characters) {
    return std::all_of(ticks.begin(), ticks.end(),
                       [&](double tick) { return tickText(tick, format, QLocale::c()).size() <= characters; });
}

TickFormat scaled(double step, double offset, int exponent) {
    return {offset, exponent, decimalsOf(step / std::pow(10.0, exponent))};
}

QString superscript(int number) {
    static const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
    QString text;
    for (const QChar c : QString::number(number)) text += c == '-' ? QChar(0x207B) : digits[c.digitValue()];
    return text;
}

}  // namespace

TickFormat tickFormat(const std::vector<double>& ticks, int characters) {
    if (ticks.empty()) return {};
    const double step = stepOf(ticks);
    const double first = std::round(ticks.front() / step) * step;
    for (const double offset : {0.0, first}) {
        if (const TickFormat format = scaled(step, offset, 0); fits(ticks, format, characters)) return format;
        const double most = largest(ticks, offset);
        if (most == 0) continue;
        const double power = std::floor(std::log10(most) + kRounding);
        for (const double exponent : {std::floor(power / 3) * 3, power}) {
            const TickFormat format = scaled(step, offset, static_cast<int>(exponent));
            if (fits(ticks, format, characters)) return format;
        }
    }
    return scaled(step, 0, 0);
}

QString tickText(double tick, const TickFormat& format, const QLocale& locale) {
    double value = (tick - format.offset) / std::pow(10.0, format.exponent);
    if (std::abs(value) < 0.5 * std::pow(10.0, -format.decimals)) value = 0;  // no "-0"
    QLocale plain = locale;
    plain.setNumberOptions(QLocale::OmitGroupSeparator);
    return plain.toString(value, 'f', format.decimals).replace('-', QChar(0x2212));
}

QString tickNote(const TickFormat& format, const QLocale& locale) {
    QStringList parts;
    if (format.exponent != 0) parts << QStringLiteral("×10") + superscript(format.exponent);
    if (format.offset != 0)
        parts << QString(format.offset < 0 ? QChar(0x2212) : QChar('+')) + QChar(0x00A0) +
                     locale.toString(std::abs(format.offset), 'g', 8);
    return parts.join(QChar(0x2009));
}

}  // namespace detox::ui
