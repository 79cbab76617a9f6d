// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include <ATen/core/Tensor.h>

namespace detox {

/// Distributions over the vocabulary that are not written out: softmax(states·headᵀ + bias), raw, at temperature 1.
struct TokenDistributions {
    at::Tensor states;  ///< [tokens, embedding]
    at::Tensor head;    ///< [vocabulary, embedding]
    at::Tensor bias;    ///< [vocabulary] or undefined
};

struct StatisticsWanted {
    at::Tensor targets;                             ///< int64 [tokens]
    std::optional<std::int64_t> end;                ///< a token whose log-probability is wanted everywhere
    const TokenDistributions* reference = nullptr;  ///< to diverge from; records no gradient
};

/// Each float32 [tokens].
struct TokenStatistics {
    at::Tensor logprobs;     ///< of the targets
    at::Tensor entropies;    ///< −Σ p·log p
    at::Tensor endLogprobs;  ///< undefined without an end token
    at::Tensor kl;           ///< Σ p·(log p − log pReference); undefined without a reference
};

/// With gradient by states, head and bias where these require one. Logits exist for a slice of the tokens at a time; of
/// few tokens they are kept for the backward pass, of many they are computed again there. Float32 statistics whatever
/// the type of the states.
[[nodiscard]] TokenStatistics tokenStatistics(const TokenDistributions& distributions, const StatisticsWanted& wanted);

}  // namespace detox
