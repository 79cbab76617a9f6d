// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace detox {

/// Holds the reward per response token that keeps responses from shrinking: the multiplier of the constraint "mean
/// length ≥ target", as Ziegler et al. 2019, section 2.2, hold the KL. A target of 0 is off.
class LengthController {
public:
    LengthController(double target, double step) : m_target(target), m_step(step) {}

    /// coef ← max(0, coef + step·clip(1 − meanLength/target, ±0.2)); meanLength in tokens with the end token.
    void update(double meanLength);
    /// Reward per response token, in units of the score.
    [[nodiscard]] double coef() const { return m_coef; }
    /// For resuming.
    void setCoef(double coef) { m_coef = coef; }

private:
    const double m_target;
    const double m_step;
    double m_coef = 0;
};

}  // namespace detox
