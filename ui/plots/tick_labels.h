// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QLocale>
#include <QString>

namespace detox::ui {

/// How the ticks of an axis are written so that every label fits: tick = offset + label × 10^exponent.
struct TickFormat {
    double offset = 0;
    int exponent = 0;
    int decimals = 0;
    friend bool operator==(const TickFormat&, const TickFormat&) = default;
};

/// The plainest format in which each of `ticks` (ascending, evenly spaced) takes at most `characters`: as it is, else
/// with a common power of ten, else with the first tick taken off as well.
[[nodiscard]] TickFormat tickFormat(const std::vector<double>& ticks, int characters);
[[nodiscard]] QString tickText(double tick, const TickFormat& format, const QLocale& locale);
/// What the labels leave out, for the axis' upper end: "×10⁻³", "+ 0.431" or both; empty when nothing.
[[nodiscard]] QString tickNote(const TickFormat& format, const QLocale& locale);

}  // namespace detox::ui
