// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/models/causal_lm.h"
#include "core/text/tokenizer.h"
#include "core/util/step_check.h"

namespace detox {

/// A query and what was answered; the response keeps its ending token.
struct Answer {
    std::vector<TokenId> query;  ///< not empty
    std::vector<TokenId> response;
};

struct NegativeLogLikelihood {
    double nats = 0;  ///< summed over all response tokens
    std::int64_t tokens = 0;

    /// exp(nats / tokens); 0 when there are no tokens.
    [[nodiscard]] double perplexity() const;
};

/// Of the responses given their queries under `model`, the raw softmax at temperature 1 (DESIGN 8). Empty responses add
/// nothing. `check` is called before each batch.
[[nodiscard]] NegativeLogLikelihood negativeLogLikelihood(const CausalLm& model, std::span<const Answer> answers,
                                                          const StepCheck& check);

}  // namespace detox
