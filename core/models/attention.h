// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace detox {

/// Which keys a query sees, as a number to add to the scores: 0 or the lowest float. [1, 1, T, T]
[[nodiscard]] at::Tensor causalBias(std::int64_t length, std::int64_t window, at::Device device);
/// The same where every token sees every token: `mask` [B, T] is nonzero where there is one. [B, 1, 1, T]; undefined
/// when `mask` is.
[[nodiscard]] at::Tensor paddingBias(const at::Tensor& mask);

struct AttentionShape {
    std::int64_t heads = 1;
    std::int64_t kvHeads = 1;  ///< divides heads
    std::int64_t headSize = 1;
    double scale = 1;
};

/// Each contiguous.
struct QueryKeyValue {
    at::Tensor query;       ///< [B·heads, T, headSize]
    at::Tensor key, value;  ///< [B·kvHeads, T, headSize]
};

/// [B, T, (heads + 2·kvHeads)·headSize] → its three parts, by head.
[[nodiscard]] QueryKeyValue splitHeads(const at::Tensor& qkv, const AttentionShape& shape);
/// Softmax of the scaled query·key scores plus `bias`, which fits [B, heads, T, T]. → [B·kvHeads, heads/kvHeads·T, T]
[[nodiscard]] at::Tensor attentionWeights(const QueryKeyValue& parts, const at::Tensor& bias,
                                          const AttentionShape& shape);
/// weights · values, back to [B, T, heads·headSize].
[[nodiscard]] at::Tensor mixValues(const at::Tensor& weights, const at::Tensor& value, const AttentionShape& shape);

}  // namespace detox
