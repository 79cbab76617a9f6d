// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

#include "core/util/json.h"

namespace detox::bench {

/// The smallest value that at least `share` of `sorted` do not exceed (nearest rank); 0 of nothing.
[[nodiscard]] double quantile(const std::vector<double>& sorted, double share);
[[nodiscard]] double median(std::vector<double> values);

struct Quantiles {
    std::size_t count = 0;
    double p50 = 0;
    double p95 = 0;
    double p99 = 0;
    double p999 = 0;
    double max = 0;
};

[[nodiscard]] Quantiles quantilesOf(std::vector<double> values);
[[nodiscard]] OrderedJson jsonOf(const Quantiles& quantiles);

}  // namespace detox::bench
