// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace detox {

/// How far the policy's choice between ending and going on is from the original model's, per token and in nats:
/// KL(Bernoulli(pRef) ‖ Bernoulli(p)) = pRef·log(pRef/p) + (1 − pRef)·log((1 − pRef)/(1 − p)), with p and pRef the
/// probability of the end token. The arguments are its log-probabilities, of one shape; probabilities above 1 − 1e-6
/// count as that. Only `logEnd` carries a gradient, which by the logits of the end token is p − pRef.
[[nodiscard]] at::Tensor endingKl(const at::Tensor& refLogEnd, const at::Tensor& logEnd);

}  // namespace detox
