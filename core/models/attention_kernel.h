// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Attention over packed rows on the processor, float32, row-major. Work is spread over libtorch's threads; each
/// sum has a fixed order, whatever the thread count.
namespace detox::attention_kernel {

/// One pass over one layer.
struct Pass {
    const float* qkv = nullptr;            ///< [tokens, width]: query, key, value heads of each token
    const std::int64_t* starts = nullptr;  ///< [rows + 1]: row r is tokens starts[r] … starts[r + 1] − 1
    std::int64_t rows = 0;
    std::int64_t heads = 1;
    std::int64_t kvHeads = 1;  ///< divides heads
    std::int64_t headSize = 1;
    float scale = 1;                ///< factor of query·key
    bool causal = true;             ///< a token sees no later one; else every token of its row
    std::int64_t window = 0;        ///< 0: every earlier token is seen; else that many, the query's own among them
    const float* slopes = nullptr;  ///< [heads]: taken off a score for each token of distance (ALiBi); null: none
    const float* cosine = nullptr;  ///< [tokens, pairs]: what a token's queries and keys turn by; null: nothing turns
    const float* sine = nullptr;    ///< [tokens, pairs]
    std::int64_t pairs = 0;
    bool neighbours = false;  ///< feature 2i turns with 2i + 1; else i with i + pairs

    [[nodiscard]] std::int64_t queryWidth() const { return heads * headSize; }
    [[nodiscard]] std::int64_t width() const { return (heads + 2 * kvHeads) * headSize; }
};

/// mixed [tokens, heads·headSize]; logSums [tokens, heads]: log Σ exp of each query's scores.
void forward(const Pass& pass, float* mixed, float* logSums);

/// From the gradient by `mixed` and the forward pass's logSums the gradient by qkv, [tokens, width].
void backward(const Pass& pass, const float* mixedGradient, const float* logSums, float* qkvGradient);

}  // namespace detox::attention_kernel
