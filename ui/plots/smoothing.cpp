// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/smoothing.h"

#include <algorithm>
#include <cmath>

namespace detox::ui {

Smoother::Smoother(double weight) : m_weight(std::clamp(weight, 0.0, 0.999)) {}

double Smoother::next(double value) {
    if (!m_first) m_first = value;
    m_constant = m_constant && value == *m_first;
    if (!std::isfinite(value)) return value;
    m_last = m_last * m_weight + (1 - m_weight) * value;
    ++m_count;
    return m_constant ? value : m_last / (1 - std::pow(m_weight, m_count));
}

std::vector<double> smoothed(const std::vector<double>& values, double weight) {
    Smoother smoother(weight);
    std::vector<double> out;
    out.reserve(values.size());
    for (const double value : values) out.push_back(smoother.next(value));
    return out;
}

}  // namespace detox::ui
