// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/reward/score_responses.h"

namespace detox {

ScoredResponses scoreResponses(const std::vector<std::vector<TokenId>>& responses, const Tokenizer& tokenizer,
                               ClassifierScorer& scorer, const RewardConfig& config) {
    const auto special = config.keepSpecialTokens ? ShowSpecial::Keep : ShowSpecial::Skip;
    ScoredResponses result;
    for (const auto& response : responses) {
        result.texts.push_back(tokenizer.decode(response, special));
        if (result.texts.back().empty()) ++result.empty;
    }
    for (const TextScore& score : scorer.score(result.texts).orThrow()) {
        result.scores.push_back(shapedReward(score, scorer.roles(), config.rewardShape));
        result.toxicity.push_back(score.toxicity);
    }
    return result;
}

}  // namespace detox
