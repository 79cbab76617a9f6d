// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace detox {

/// log softmax over the vocabulary in float32, whatever the logits' precision.
/// logits: [..., vocabulary] → [..., vocabulary].
[[nodiscard]] at::Tensor vocabularyLogprobs(const at::Tensor& logits);

/// The entry of each token: logprobs [..., vocabulary], tokens int64 [...] → [...]. With gradient.
[[nodiscard]] at::Tensor logprobsOf(const at::Tensor& logprobs, const at::Tensor& tokens);

/// −Σ_v p·log p of each distribution: [..., vocabulary] → [...].
[[nodiscard]] at::Tensor entropies(const at::Tensor& logprobs);

}  // namespace detox
