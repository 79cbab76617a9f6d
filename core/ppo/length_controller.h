// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace detox {

/// Holds the reward per response token that keeps responses from shrinking: the multiplier of the constraint "mean
/// length ≥ target", as Ziegler et al. 2019, section 2.2, hold the KL. The error counts by itself and summed up, so
/// that the length does not swing around the target (Stooke et al. 2020, "Responsive safety in reinforcement learning
/// by PID Lagrangian methods"). A target of 0 is off.
class LengthController {
public:
    LengthController(double target, double step) : m_target(target), m_step(step) {}

    /// Between updates; a run goes on from it.
    struct State {
        double error = 0;  ///< clip(1 − meanLength/target, ±0.2) of the last update
        double sum = 0;    ///< step times the errors so far, never below 0
    };

    /// sum ← max(0, sum + step·error); meanLength in tokens with the end token.
    void update(double meanLength);
    /// Reward per response token, in units of the score: max(0, sum + 5·step·error).
    [[nodiscard]] double coef() const;

    [[nodiscard]] State state() const { return m_state; }
    void setState(const State& state) { m_state = state; }

private:
    const double m_target;
    const double m_step;
    State m_state;
};

}  // namespace detox
