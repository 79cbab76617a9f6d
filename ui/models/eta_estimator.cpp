// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/eta_estimator.h"

#include <algorithm>

namespace detox::ui {
namespace {
constexpr double kSpan = 50;  ///< updates
constexpr double kWeight = 2 / (kSpan + 1);
}  // namespace

void EtaEstimator::add(double seconds) {
    m_sum = (1 - kWeight) * m_sum + kWeight * std::max(0.0, seconds);
    m_norm = (1 - kWeight) * m_norm + kWeight;
}

void EtaEstimator::reset() {
    m_sum = m_norm = 0;
}

std::optional<double> EtaEstimator::secondsPerUpdate() const {
    if (m_norm == 0) return std::nullopt;
    return m_sum / m_norm;
}

std::optional<double> EtaEstimator::secondsLeft(int updatesLeft) const {
    const auto each = secondsPerUpdate();
    if (!each) return std::nullopt;
    return *each * std::max(0, updatesLeft);
}

}  // namespace detox::ui
