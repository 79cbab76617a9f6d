// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/api/generation.h"
#include "core/api/update_report.h"
#include "core/evaluation/perplexity.h"

namespace detox {

/// What a model wrote to one prompt of a fixed set.
struct AnsweredPrompt {
    std::string prompt;
    Answer answer;
    std::string text;  ///< the response without special tokens
};

/// Who measures. References are not owned.
struct Measurers {
    TextScorer& judge;
    TextScorer& rewarder;  ///< may be the judge
    std::function<double(const TextScore&)> reward;
    const CausalLm& original;  ///< perplexity is measured under it
};

struct Measured {
    Measurement measurement;
    std::vector<MeasuredSample> samples;
};

/// DESIGN 8's words for a set of answers: mean_toxicity (judge), reward (mean over responses), mean_length (response
/// tokens with the ending one), perplexity (under `original`), distinct_2. No answers: all zero. `check` is called
/// before each batch. Throws Error.
[[nodiscard]] Measured measureAnswers(const std::vector<AnsweredPrompt>& answered, const Measurers& measurers,
                                      const StepCheck& check);

}  // namespace detox
