// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/evaluation/measurement.h"
#include "core/prompts/prompt_sampler.h"

namespace detox {

/// Which fixed set is answered; part of the draws' addresses. Values matter for comparing runs: never renumber.
enum class MeasuredSet : std::uint32_t { Probe = 0, Test = 1 };

struct AnswerOptions {
    int maxNewTokens = 30;
    std::uint64_t seed = 0;
    MeasuredSet set = MeasuredSet::Test;
};

/// Answers every query with the unconstrained sampler (temperature 1, nothing cut off, no floor), whatever sampler
/// trains (DESIGN 8). Draws are addressed by (seed, ProbeSampling, set, index), so that every model draws with the same
/// numbers. `check` is called before each token. Throws Error.
[[nodiscard]] std::vector<AnsweredPrompt> answerQueries(const CausalLm& model, const Tokenizer& tokenizer,
                                                        const std::vector<Query>& queries, const AnswerOptions& options,
                                                        const StepCheck& check);

}  // namespace detox
