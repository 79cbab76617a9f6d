// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/config/ppo_config.h"

namespace detox {

/// DESIGN 7.4's kl_t for every kind that needs only the drawn tokens' log-probabilities; both [batch, responseLength].
/// KlKind::Full throws Error, as it needs the whole vocabulary: TokenStatistics::kl.
/// Sources: TRL 0.7.1 PPOTrainer._kl_penalty; k3: Schulman, "Approximating KL divergence", 2020.
[[nodiscard]] at::Tensor klPenalty(KlKind kind, const at::Tensor& logprobs, const at::Tensor& refLogprobs);

}  // namespace detox
