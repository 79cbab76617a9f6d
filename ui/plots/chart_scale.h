// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "ui/plots/chart_series.h"

namespace detox::ui {

struct ValueRange {
    double lower = 0;
    double upper = 1;
};

/// What the y axis must show of `series`: every finite raw, smoothed and band value; with ignoreOutliers the middle 90
/// % of the raw ones. Nothing while there is no finite value.
[[nodiscard]] std::optional<ValueRange> valueRange(const std::vector<std::unique_ptr<ChartSeries>>& series,
                                                   const ChartOptions& options);

}  // namespace detox::ui
