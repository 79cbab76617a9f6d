// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// What distributions over a vocabulary say of themselves, from their logits, float32 on the processor: each row is
/// read while it lies in a near cache and nothing of its size is written beside. Rows are spread over libtorch's
/// threads.
namespace detox::distribution_kernel {

struct Logits {
    const float* values = nullptr;     ///< [rows, vocabulary]
    const float* reference = nullptr;  ///< [rows, vocabulary] of other distributions; null: none
    std::int64_t rows = 0;
    std::int64_t vocabulary = 0;
};

/// By row; p = softmax(values), q = softmax(reference).
struct RowStatistics {
    float logSum = 0;           ///< log Σ exp of the values
    float referenceLogSum = 0;  ///< the same of the reference
    float entropy = 0;          ///< −Σ p·log p
    float kl = 0;               ///< Σ p·(log p − log q); 0 without a reference
};
void statistics(const Logits& logits, RowStatistics* out);

/// What a loss grows with, by row: of −log Σ exp (what all log-probabilities of a row have in common), of the entropy
/// and of the KL.
struct RowGradient {
    float logprob = 0;
    float entropy = 0;
    float kl = 0;
};
/// The gradient by the values but for the terms of single tokens, in their place:
/// p·(−logprob − entropy·(log p + H) + kl·(log p − log q − KL)).
void gradients(const Logits& logits, const RowStatistics* statistics, const RowGradient* by, float* values);

}  // namespace detox::distribution_kernel
