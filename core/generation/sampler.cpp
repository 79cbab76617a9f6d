// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generation/sampler.h"

#include <algorithm>
#include <cmath>

#include "core/util/error.h"

namespace detox {
namespace {

double logSumExp(std::span<const float> logits) {
    const double highest = *std::max_element(logits.begin(), logits.end());
    double total = 0;
    for (const float score : logits) total += std::exp(score - highest);
    return highest + std::log(total);
}

std::size_t inverseTransform(std::span<const float> logits, double normaliser, double uniform) {
    double cumulated = 0;
    std::size_t lastPossible = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const double probability = std::exp(logits[i] - normaliser);
        if (probability == 0) continue;
        lastPossible = i;
        if ((cumulated += probability) > uniform) return i;
    }
    return lastPossible;  // rounding left the total a little below the uniform number
}

}  // namespace

Sampler::Sampler(const SamplerConfig& config, std::optional<TokenId> eos)
    : m_greedy(config.greedy), m_rules(rulesFor(config, eos)) {}

DrawnToken Sampler::draw(std::span<float> logits, const DecodingContext& context, const RandomAddress& address) const {
    const double rawNormaliser = logSumExp(logits);
    if (!std::isfinite(rawNormaliser)) {
        throw Error(ErrorKind::Internal,
                    "The model's scores are not finite; its weights are damaged or training diverged.");
    }
    const std::vector<float> raw(logits.begin(), logits.end());
    for (const auto& rule : m_rules) rule->apply(logits, context);
    const std::size_t id =
        m_greedy
            ? static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin())
            : inverseTransform(logits, m_rules.empty() ? rawNormaliser : logSumExp(logits), randomUniform(address));
    return {static_cast<TokenId>(id), static_cast<float>(raw[id] - rawNormaliser)};
}

}  // namespace detox
