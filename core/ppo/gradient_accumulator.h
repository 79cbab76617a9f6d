// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

namespace detox {

/// The weighted mean of several minibatches' gradients, kept apart from the parameters so that a minibatch whose
/// gradient is not finite leaves nothing behind.
class GradientAccumulator {
public:
    explicit GradientAccumulator(std::vector<at::Tensor> parameters);

    /// Takes the parameters' gradients, which have none afterwards. False, with nothing added, when one is not finite.
    [[nodiscard]] bool take(double weight);
    /// A minibatch whose gradient is 0.
    void takeZero(double weight);
    [[nodiscard]] bool empty() const { return m_weight == 0; }
    /// Gives the mean to the parameters as their gradients and starts anew; its global L2 norm. Parameters that no
    /// minibatch reached get zeros.
    double release();

private:
    const std::vector<at::Tensor> m_parameters;
    std::vector<at::Tensor> m_mean;  // undefined: 0
    double m_weight = 0;
    std::optional<double> m_norm;  // of m_mean, while it is one minibatch's gradient
};

/// The parameters have no gradients afterwards.
void dropGradients(const std::vector<at::Tensor>& parameters);

}  // namespace detox
