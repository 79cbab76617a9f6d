// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generation/logits_rules.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace detox {
namespace {

constexpr float kForbidden = -std::numeric_limits<float>::infinity();

bool isToken(TokenId id, std::span<const float> logits) {
    return id >= 0 && static_cast<std::size_t>(id) < logits.size();
}

/// Indices by increasing score; of equal ones the first index comes last, as the most likely.
std::vector<std::size_t> ascending(std::span<const float> logits) {
    std::vector<std::size_t> order(logits.size());
    std::iota(order.rbegin(), order.rend(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return logits[a] < logits[b]; });
    return order;
}

}  // namespace

void Temperature::apply(std::span<float> logits, const DecodingContext&) const {
    for (float& score : logits) score = static_cast<float>(score / m_temperature);
}

void TopK::apply(std::span<float> logits, const DecodingContext&) const {
    const auto k = static_cast<std::size_t>(m_k);
    if (k >= logits.size()) return;
    std::vector<float> scores(logits.begin(), logits.end());
    std::nth_element(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(k - 1), scores.end(),
                     std::greater<>());
    const float lowestKept = scores[k - 1];
    for (float& score : logits) {
        if (score < lowestKept) score = kForbidden;
    }
}

void TopP::apply(std::span<float> logits, const DecodingContext&) const {
    const auto order = ascending(logits);
    const float highest = logits[order.back()];
    double total = 0;
    for (const float score : logits) total += std::exp(static_cast<double>(score) - highest);
    const std::size_t removable = logits.size() - std::min(logits.size(), static_cast<std::size_t>(m_minKept));
    double tail = 0;
    for (std::size_t i = 0; i < removable; ++i) {
        tail += std::exp(static_cast<double>(logits[order[i]]) - highest) / total;
        if (tail > 1.0 - m_p) break;
        logits[order[i]] = kForbidden;
    }
}

void RepetitionPenalty::apply(std::span<float> logits, const DecodingContext& context) const {
    std::vector<TokenId> seen(context.tokens.begin(), context.tokens.end());
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    for (const TokenId id : seen) {
        if (!isToken(id, logits)) continue;
        float& score = logits[static_cast<std::size_t>(id)];
        score = static_cast<float>(score < 0 ? score * m_penalty : score / m_penalty);
    }
}

void NoRepeatNgram::apply(std::span<float> logits, const DecodingContext& context) const {
    const auto tokens = context.tokens;
    const auto prefix = static_cast<std::size_t>(m_n - 1);
    if (tokens.size() < prefix + 1) return;
    const auto last = tokens.last(prefix);
    for (std::size_t start = 0; start + prefix < tokens.size(); ++start) {
        const TokenId next = tokens[start + prefix];
        if (std::equal(last.begin(), last.end(), tokens.begin() + static_cast<std::ptrdiff_t>(start)) &&
            isToken(next, logits)) {
            logits[static_cast<std::size_t>(next)] = kForbidden;
        }
    }
}

void MinNewTokens::apply(std::span<float> logits, const DecodingContext& context) const {
    if (context.generated < m_count && isToken(m_eos, logits)) logits[static_cast<std::size_t>(m_eos)] = kForbidden;
}

std::vector<std::unique_ptr<LogitsRule>> rulesFor(const SamplerConfig& config, std::optional<TokenId> eos) {
    std::vector<std::unique_ptr<LogitsRule>> rules;
    if (config.repetitionPenalty != 1.0) rules.push_back(std::make_unique<RepetitionPenalty>(config.repetitionPenalty));
    if (config.noRepeatNgram > 0) rules.push_back(std::make_unique<NoRepeatNgram>(config.noRepeatNgram));
    if (config.minNewTokens > 0 && eos) rules.push_back(std::make_unique<MinNewTokens>(config.minNewTokens, *eos));
    if (config.greedy) return rules;
    if (config.temperature != 1.0) rules.push_back(std::make_unique<Temperature>(config.temperature));
    if (config.topK > 0) rules.push_back(std::make_unique<TopK>(config.topK));
    if (config.topP < 1.0) rules.push_back(std::make_unique<TopP>(config.topP));
    return rules;
}

}  // namespace detox
