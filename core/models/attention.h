// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace detox {

/// Which keys a query sees, as a number to add to the scores: 0 or the lowest float.
/// `mask` [B, T] on `device`, nonzero where there is a token; undefined: no padding. [B or 1, 1, T, T]
[[nodiscard]] at::Tensor causalBias(const at::Tensor& mask, std::int64_t length, std::int64_t window,
                                    at::Device device);
/// The same for an encoder: every token sees every token. [B, 1, 1, T]; undefined when `mask` is.
[[nodiscard]] at::Tensor paddingBias(const at::Tensor& mask);

struct AttentionShape {
    std::int64_t heads = 1;
    double scale = 1;
};

/// Softmax of the scaled query·key scores plus `bias`, [B·heads, T, T]; `qkv` is [3, B·heads, T, headSize].
[[nodiscard]] at::Tensor attentionWeights(const at::Tensor& qkv, const at::Tensor& bias, const AttentionShape& shape);
/// [B, T, 3·hidden] → [3, B·heads, T, headSize], contiguous.
[[nodiscard]] at::Tensor splitHeads(const at::Tensor& qkv, std::int64_t heads);
/// weights · values, back to [B, T, hidden].
[[nodiscard]] at::Tensor mixValues(const at::Tensor& weights, const at::Tensor& qkv, std::int64_t heads);

}  // namespace detox
