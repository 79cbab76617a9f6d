// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/support/quantiles.h"

#include <algorithm>
#include <cmath>

namespace detox::bench {

double quantile(const std::vector<double>& sorted, double share) {
    if (sorted.empty()) return 0;
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
    return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return quantile(values, 0.5);
}

Quantiles quantilesOf(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return {.count = values.size(),
            .p50 = quantile(values, 0.5),
            .p95 = quantile(values, 0.95),
            .p99 = quantile(values, 0.99),
            .p999 = quantile(values, 0.999),
            .max = quantile(values, 1)};
}

OrderedJson jsonOf(const Quantiles& quantiles) {
    return {{"count", quantiles.count}, {"p50", quantiles.p50},   {"p95", quantiles.p95},
            {"p99", quantiles.p99},     {"p999", quantiles.p999}, {"max", quantiles.max}};
}

}  // namespace detox::bench
