// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/config/generation_config.h"
#include "core/models/causal_lm.h"
#include "core/prompts/prompt_sampler.h"
#include "core/util/random.h"
#include "core/util/step_check.h"

namespace detox {

struct DrawnResponses {
    std::vector<std::vector<TokenId>> ids;  ///< the ending token included, never empty
    int ended = 0;                          ///< how many ended by themselves
};

/// The responses of training update `update`: each with a length limit drawn uniformly from config.length, both ends
/// inclusive, addressed by (seed, ResponseLength, update, row), and tokens by (seed, Sampling, update, row, token).
/// `check` is called before each token. Throws Error.
[[nodiscard]] DrawnResponses drawResponses(const CausalLm& policy, const std::vector<Query>& queries,
                                           const GenerationConfig& config, const RandomAddress& update,
                                           const StepCheck& check);

}  // namespace detox
