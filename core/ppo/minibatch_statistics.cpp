// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/minibatch_statistics.h"

#include "core/api/metric_names.h"

namespace detox {

std::map<std::string, double> averageMetrics(const std::vector<MinibatchStatistics>& minibatches) {
    std::map<std::string, double> mean;
    for (const auto& minibatch : minibatches) {
        for (const auto& [name, value] : minibatch.metrics) {
            mean[name] += value / static_cast<double>(minibatches.size());
        }
    }
    const auto variance = mean.find(metric::kReturnsVar);
    if (variance != mean.end() && variance->second > 0) {
        mean[metric::kVarExplained] = 1.0 - mean[metric::kValueError] / variance->second;
    }
    return mean;
}

}  // namespace detox
