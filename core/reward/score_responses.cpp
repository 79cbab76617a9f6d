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

std::vector<std::vector<double>> scorePrefixes(const std::vector<std::vector<TokenId>>& responses,
                                               const Tokenizer& tokenizer, ClassifierScorer& scorer,
                                               const RewardConfig& config) {
    std::vector<std::vector<TokenId>> prefixes;
    for (const auto& response : responses) {
        for (std::size_t length = 1; length < response.size(); ++length) {
            prefixes.emplace_back(response.begin(), response.begin() + static_cast<std::ptrdiff_t>(length));
        }
    }
    const auto scores = scoreResponses(prefixes, tokenizer, scorer, config).scores;
    std::vector<std::vector<double>> rows;
    auto next = scores.begin();
    for (const auto& response : responses) {
        const auto count = static_cast<std::ptrdiff_t>(response.size()) - 1;
        rows.emplace_back(next, next + count);
        next += count;
    }
    return rows;
}

}  // namespace detox
