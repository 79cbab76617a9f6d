// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace detox {

/// PastEnd leaves the tokens outside the mask at their whitened value instead of 0, so that those after a response's
/// end reach its advantages, as TRL 0.7.3 to 0.7.11 did.
enum class RewardWhitening { Off, Response, PastEnd };
/// Minibatch leaves the advantages as they are; optimise whitens them per minibatch then.
enum class AdvantageWhitening { Batch, Minibatch };

struct AdvantageOptions {
    double gamma = 1.0;
    double lambda = 0.95;
    RewardWhitening rewards = RewardWhitening::Off;
    AdvantageWhitening advantages = AdvantageWhitening::Batch;
};

struct Advantages {
    at::Tensor values;      // [batch, responseLength]: the old values, 0 outside the mask
    at::Tensor advantages;  // [batch, responseLength]
    at::Tensor returns;     // [batch, responseLength]: unwhitened advantages + values
};

/// A_t = δ_t + γλ·A_{t+1}, δ_t = r_t + γ·V_{t+1} − V_t, both 0 after the last column (Schulman et al. 2016, equation
/// 16). values and rewards: [batch, responseLength], 0 outside the mask.
[[nodiscard]] at::Tensor generalisedAdvantages(const at::Tensor& values, const at::Tensor& rewards,
                                               const AdvantageOptions& options);

/// Stage 4 (DESIGN 7.5; TRL 0.7.1 PPOTrainer.compute_advantages, 0.7.11 for whitened rewards). All tensors
/// [batch, responseLength]; the result carries no gradient.
[[nodiscard]] Advantages computeAdvantages(const at::Tensor& values, const at::Tensor& rewards, const at::Tensor& mask,
                                           const AdvantageOptions& options);

}  // namespace detox
