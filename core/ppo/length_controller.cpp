// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/length_controller.h"

#include <algorithm>

namespace detox {
namespace {

constexpr double kMaxError = 0.2;
constexpr double kProportional = 5;  ///< weight of the last error beside the sum

}  // namespace

void LengthController::update(double meanLength) {
    if (m_target <= 0) return;
    m_state.error = std::clamp(1.0 - meanLength / m_target, -kMaxError, kMaxError);
    m_state.sum = std::max(0.0, m_state.sum + m_step * m_state.error);
}

double LengthController::coef() const {
    return std::max(0.0, m_state.sum + kProportional * m_step * m_state.error);
}

}  // namespace detox
