// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/chart_scale.h"

#include <algorithm>
#include <cmath>

namespace detox::ui {
namespace {

constexpr double kOutlierShare = 0.05;  ///< at each end

void collect(const std::vector<PlotPoint>& points, std::vector<double>& out) {
    for (const auto& point : points) {
        if (std::isfinite(point.y)) out.push_back(point.y);
    }
}

ValueRange middle(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto cut = static_cast<std::size_t>(kOutlierShare * static_cast<double>(values.size()));
    return {values[cut], values[values.size() - 1 - cut]};
}

}  // namespace

std::optional<ValueRange> valueRange(const std::vector<std::unique_ptr<ChartSeries>>& series,
                                     const ChartOptions& options) {
    std::vector<double> raw, rest;
    for (const auto& line : series) {
        collect(line->raw(), raw);
        collect(line->smooth(), rest);
        if (options.ignoreOutliers) continue;
        collect(line->lower(), rest);
        collect(line->upper(), rest);
    }
    if (raw.empty()) return std::nullopt;
    const auto [low, high] = std::minmax_element(raw.begin(), raw.end());
    ValueRange range = options.ignoreOutliers ? middle(raw) : ValueRange{*low, *high};
    for (const double value : rest) {
        range.lower = std::min(range.lower, value);
        range.upper = std::max(range.upper, value);
    }
    return range;
}

}  // namespace detox::ui
