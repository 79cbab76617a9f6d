// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

namespace detox {

/// What one minibatch's loss says of itself, as plain numbers.
struct MinibatchStatistics {
    double meanRatio = 1;                   ///< masked mean of ρ; the ratio guard looks at it
    double policyKl = 0;                    ///< masked mean of lpOld − lp, signed; early stop looks at it
    double tokens = 0;                      ///< how many count
    std::map<std::string, double> metrics;  ///< by the names of metric_names.h
};

/// The mean of every metric over the minibatches, and ppo/val/var_explained = 1 − mean error / mean variance of returns
/// (left out when that variance is 0).
[[nodiscard]] std::map<std::string, double> averageMetrics(const std::vector<MinibatchStatistics>& minibatches);

}  // namespace detox
