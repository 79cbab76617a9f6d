// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/generation/logits_rules.h"
#include "core/util/random.h"

namespace detox {

struct DrawnToken {
    TokenId id = 0;
    float logprob = 0;  ///< of the raw softmax at temperature 1, whatever rules drew it (DESIGN 7)
};

/// Draws the next token of a row. Immutable; may be used by several threads.
class Sampler {
public:
    Sampler(const SamplerConfig& config, std::optional<TokenId> eos);

    /// Inverse transform: the first token whose cumulated probability, added up in double precision (softmax.h),
    /// exceeds the uniform number at `address`. Greedy: the first highest score. `logits` is scratch afterwards. Throws
    /// Error when no finite score is left.
    [[nodiscard]] DrawnToken draw(std::span<float> logits, const DecodingContext& context,
                                  const RandomAddress& address) const;

private:
    bool m_greedy;
    std::vector<std::unique_ptr<LogitsRule>> m_rules;
};

}  // namespace detox
