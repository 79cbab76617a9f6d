// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

namespace detox {

struct AdamWOptions {
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weightDecay = 0.0;  ///< decoupled; only parameters of two or more dimensions decay
};

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2; update rule as torch.optim.AdamW, epsilon
/// added after the root). One fused pass over each parameter: the gradient is scaled, moments and weight are updated.
/// Parameters are contiguous float32 on the CPU, or any floating tensors on a GPU.
class AdamW {
public:
    AdamW(std::vector<at::Tensor> parameters, const AdamWOptions& options);

    /// Steps parameter `index` at this multiple of each step's learning rate; 1 unless set.
    void setRateScale(std::size_t index, double scale) { m_rateScales.at(index) = scale; }
    /// One step with the parameters' gradients, each multiplied by `gradientScale` on the way (for clipping). A
    /// parameter without a gradient is left alone. Gradients stay as they are.
    void step(double learningRate, double gradientScale = 1.0);
    /// Sets every gradient to zero without giving its memory back.
    void zeroGradients();

    [[nodiscard]] const std::vector<at::Tensor>& parameters() const { return m_parameters; }
    /// First and second moments, one pair per parameter in the same order; they share storage with the optimiser.
    [[nodiscard]] const std::vector<at::Tensor>& firstMoments() const { return m_first; }
    [[nodiscard]] const std::vector<at::Tensor>& secondMoments() const { return m_second; }
    [[nodiscard]] std::int64_t steps() const { return m_steps; }
    /// For resuming, after the moments were filled.
    void setSteps(std::int64_t steps) { m_steps = steps; }

private:
    const AdamWOptions m_options;
    std::vector<at::Tensor> m_parameters;
    std::vector<at::Tensor> m_first;
    std::vector<at::Tensor> m_second;
    std::vector<double> m_rateScales;
    std::int64_t m_steps = 0;
};

/// The L2 norm over all gradients together, in double. Parameters without a gradient count as zero.
[[nodiscard]] double globalGradientNorm(const std::vector<at::Tensor>& parameters);

/// What to multiply gradients of norm `norm` with so that it does not exceed `limit` (torch clip_grad_norm_:
/// limit / (norm + 1e-6), at most 1). A limit of 0 is off.
[[nodiscard]] double clipScale(double norm, double limit);

}  // namespace detox
