// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace detox::ui {

/// Time left from the debiased moving average of the last 50 updates' durations.
class EtaEstimator {
public:
    void add(double seconds);
    void reset();
    /// Mean seconds per update; nothing before the first one.
    [[nodiscard]] std::optional<double> secondsPerUpdate() const;
    [[nodiscard]] std::optional<double> secondsLeft(int updatesLeft) const;

private:
    double m_sum = 0;
    double m_norm = 0;
};

}  // namespace detox::ui
