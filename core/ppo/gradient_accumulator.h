// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

namespace detox {

/// The weighted mean of several minibatches' gradients. A minibatch whose gradient is not finite leaves nothing behind.
/// Gradients keep their memory from step to step; a second copy exists only while minibatches are accumulated.
class GradientAccumulator {
public:
    explicit GradientAccumulator(std::vector<at::Tensor> parameters);

    /// Before a minibatch's backward pass: the parameters' gradients are zeros.
    void begin();
    /// After it: takes its gradients. False, with nothing added, when one is not finite.
    [[nodiscard]] bool take(double weight);
    /// A minibatch whose gradient is 0; without begin() before.
    void takeZero(double weight);
    [[nodiscard]] bool empty() const { return m_weight == 0; }
    /// Gives the mean to the parameters as their gradients and starts anew; its global L2 norm. Parameters that no
    /// minibatch reached get zeros.
    double release();

private:
    enum class Place { Nowhere, Gradients, Aside };

    void setZero();

    const std::vector<at::Tensor> m_parameters;
    std::vector<at::Tensor> m_aside;  // as the gradients, once it was needed
    Place m_place = Place::Nowhere;   // of the mean; nowhere: it is 0
    double m_weight = 0;
    std::optional<double> m_norm;  // of the mean, while it is one minibatch's gradient
};

}  // namespace detox
