// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/length_controller.h"

#include <algorithm>

namespace detox {
namespace {

constexpr double kMaxError = 0.2;

}  // namespace

void LengthController::update(double meanLength) {
    if (m_target <= 0) return;
    const double error = std::clamp(1.0 - meanLength / m_target, -kMaxError, kMaxError);
    m_coef = std::max(0.0, m_coef + m_step * error);
}

}  // namespace detox
