// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/config/reward_config.h"
#include "core/reward/classifier_scorer.h"

namespace detox {

struct ScoredResponses {
    std::vector<std::string> texts;  ///< what was scored: the response alone
    std::vector<double> scores;      ///< as shaped, before scaling
    std::vector<double> toxicity;    ///< P(toxic)
    int empty = 0;                   ///< responses without any text, scored as the empty string
};

/// Stage 2 (DESIGN 7.3): decodes each response, without special tokens unless the config keeps them, and scores it.
/// Throws Error.
[[nodiscard]] ScoredResponses scoreResponses(const std::vector<std::vector<TokenId>>& responses,
                                             const Tokenizer& tokenizer, ClassifierScorer& scorer,
                                             const RewardConfig& config);

/// The shaped score of each response's first 1, 2, … tokens, the whole response left out: one row per response, one
/// shorter than it. Throws Error.
[[nodiscard]] std::vector<std::vector<double>> scorePrefixes(const std::vector<std::vector<TokenId>>& responses,
                                                             const Tokenizer& tokenizer, ClassifierScorer& scorer,
                                                             const RewardConfig& config);

}  // namespace detox
