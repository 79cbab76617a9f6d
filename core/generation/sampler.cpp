// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generation/sampler.h"

#include <algorithm>
#include <cmath>

#include "core/generation/softmax.h"
#include "core/util/error.h"

namespace detox {
namespace {

double finite(double normaliser) {
    if (std::isfinite(normaliser)) return normaliser;
    throw Error(ErrorKind::Internal,
                "The model's scores are not finite; its weights are damaged or training diverged.");
}

std::size_t highest(std::span<const float> logits) {
    return static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

DrawnToken drawn(std::span<const float> raw, std::size_t id, double normaliser) {
    return {static_cast<TokenId>(id), static_cast<float>(raw[id] - normaliser)};
}

}  // namespace

Sampler::Sampler(const SamplerConfig& config, std::optional<TokenId> eos)
    : m_greedy(config.greedy), m_rules(rulesFor(config, eos)) {}

DrawnToken Sampler::draw(std::span<float> logits, const DecodingContext& context, const RandomAddress& address) const {
    if (m_rules.empty() && !m_greedy) {
        const Softmax softmax(logits);
        const double normaliser = finite(softmax.normaliser());
        return drawn(logits, softmax.tokenAt(randomUniform(address)), normaliser);
    }
    const double normaliser = finite(logSumExp(logits));
    const std::vector<float> raw(logits.begin(), logits.end());
    for (const auto& rule : m_rules) rule->apply(logits, context);
    return drawn(raw, m_greedy ? highest(logits) : Softmax(logits).tokenAt(randomUniform(address)), normaliser);
}

}  // namespace detox
