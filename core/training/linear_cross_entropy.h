// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace detox {

struct LinearCrossEntropy {
    double loss = 0;            ///< summed over positions, nats
    at::Tensor hiddenGradient;  ///< [positions, hidden], of scale × loss; undefined when no gradient was asked for
};

/// Cross-entropy of softmax(hidden · weightᵀ) against `targets`, head and loss in one pass over slices of the
/// positions, so that logits and their gradient only exist for a slice that stays in cache. hidden [positions, hidden],
/// weight [vocabulary, hidden], targets int64 [positions]. With `weightGradient` defined
/// ([vocabulary, hidden]) gradients of scale × summed loss are made: the weight's is added into it, the hidden states'
/// returned. Records no autograd graph.
[[nodiscard]] LinearCrossEntropy linearCrossEntropy(const at::Tensor& hidden, const at::Tensor& weight,
                                                    const at::Tensor& targets, double scale = 1.0,
                                                    const at::Tensor& weightGradient = {});

}  // namespace detox
