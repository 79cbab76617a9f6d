// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/kl_controller.h"

#include <algorithm>

namespace detox {
namespace {

constexpr double kMaxError = 0.2;

}  // namespace

void AdaptiveKlController::update(double kl, int sequences) {
    const double error = std::clamp(kl / m_target - 1.0, -kMaxError, kMaxError);
    m_coef *= 1.0 + error * sequences / m_horizon;
}

std::unique_ptr<KlController> makeKlController(const PpoConfig& config) {
    if (config.klControl == KlControl::Fixed) return std::make_unique<FixedKlController>(config.klCoef);
    return std::make_unique<AdaptiveKlController>(config.klCoef, config.klTarget, config.klHorizon);
}

}  // namespace detox
