// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/config/ppo_config.h"

namespace detox {

/// Holds β. Source: openai/lm-human-preferences train_policy.py:107-124; Ziegler et al. 2019, section 2.2.
class KlController {
public:
    virtual ~KlController() = default;
    /// Stage 6. kl: mean nats per sequence of this update (objective/kl); sequences: those of the update over all
    /// ranks.
    virtual void update(double kl, int sequences) = 0;
    [[nodiscard]] double coef() const { return m_coef; }
    /// For resuming.
    void setCoef(double coef) { m_coef = coef; }

protected:
    explicit KlController(double coef) : m_coef(coef) {}
    double m_coef;
};

/// β ← β·(1 + clip(kl/target − 1, ±0.2)·sequences/horizon).
class AdaptiveKlController final : public KlController {
public:
    AdaptiveKlController(double coef, double target, double horizon)
        : KlController(coef), m_target(target), m_horizon(horizon) {}
    void update(double kl, int sequences) override;

private:
    const double m_target;
    const double m_horizon;
};

class FixedKlController final : public KlController {
public:
    explicit FixedKlController(double coef) : KlController(coef) {}
    void update(double, int) override {}
};

[[nodiscard]] std::unique_ptr<KlController> makeKlController(const PpoConfig& config);

}  // namespace detox
