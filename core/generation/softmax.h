// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace detox {

/// log Σ e^score: the exponentials of score − highest in float32, within 2 units in the last place, their sum in double
/// precision. Not finite when a score is NaN or +∞, or all are −∞. Precondition: at least one score.
[[nodiscard]] double logSumExp(std::span<const float> scores);

/// The softmax of one row of scores, unnormalised, with its running total kept at every 64th token, so that a draw
/// looks at few of them.
class Softmax {
public:
    explicit Softmax(std::span<const float> scores);

    /// log Σ e^score, as logSumExp().
    [[nodiscard]] double normaliser() const { return m_normaliser; }

    /// Inverse transform: the first token whose cumulated probability exceeds `uniform`, in [0, 1); never one of
    /// probability 0. Precondition: the normaliser is finite.
    [[nodiscard]] std::size_t tokenAt(double uniform) const;

private:
    std::vector<float> m_weights;   // e^(score − highest), by token
    std::vector<double> m_through;  // total of the weights up to the end of each block
    double m_normaliser = 0;
};

}  // namespace detox
