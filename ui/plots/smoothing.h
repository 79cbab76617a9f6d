// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

namespace detox::ui {

/// Debiased exponential moving average, value by value: TensorBoard's `classicSmoothing` (tensorboard #610; a series
/// that has been constant so far is passed through, #786). A value that is not finite passes through and changes
/// nothing.
class Smoother {
public:
    /// `weight` in [0, 0.999]: 0 passes values through.
    explicit Smoother(double weight);
    double next(double value);

private:
    double m_weight;
    double m_last = 0;
    int m_count = 0;
    bool m_constant = true;
    std::optional<double> m_first;
};

/// Every value of `values` smoothed, same length.
[[nodiscard]] std::vector<double> smoothed(const std::vector<double>& values, double weight);

}  // namespace detox::ui
