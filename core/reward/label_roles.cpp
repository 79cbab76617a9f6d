// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/reward/label_roles.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <optional>
#include <span>
#include <string_view>

#include "core/util/error.h"

namespace detox {
namespace {

// In the order of preference, DESIGN 7.3.
constexpr std::array<std::string_view, 6> kNeutralNames{"neutral",   "nothate", "not-hate",
                                                        "non-toxic", "normal",  "label_0"};
constexpr std::array<std::string_view, 4> kToxicNames{"toxic", "toxicity", "hate", "offensive"};

std::string lowerCase(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

std::optional<std::size_t> firstOf(std::span<const std::string_view> names, const std::vector<std::string>& labels) {
    for (const auto name : names) {
        for (std::size_t i = 0; i < labels.size(); ++i) {
            if (lowerCase(labels[i]) == name) return i;
        }
    }
    return std::nullopt;
}

std::string listed(const std::vector<std::string>& labels) {
    std::string text;
    for (const auto& label : labels) text += (text.empty() ? "" : ", ") + label;
    return text;
}

double logSumExp(std::span<const double> values) {
    const double largest = *std::max_element(values.begin(), values.end());
    double sum = 0;
    for (const double value : values) sum += std::exp(value - largest);
    return largest + std::log(sum);
}

/// log σ(x).
double logSigmoid(double x) {
    return x < 0 ? x - std::log1p(std::exp(x)) : -std::log1p(std::exp(-x));
}

struct LogProbabilities {
    double neutral = 0;
    double toxic = 0;
};

LogProbabilities logProbabilities(const std::vector<double>& logits, const LabelRoles& roles) {
    const double own = logits.at(roles.index);
    if (roles.sigmoid) {
        const double neutral = roles.indexIsToxic ? -own : own;
        return {.neutral = logSigmoid(neutral), .toxic = logSigmoid(-neutral)};
    }
    std::vector<double> others = logits;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(roles.index));
    const double all = logSumExp(logits);
    return {.neutral = own - all, .toxic = logSumExp(others) - all};
}

}  // namespace

std::string LabelRoles::neutralName() const {
    return indexIsToxic ? "not " + labels[index] : labels[index];
}

LabelRoles resolveRoles(const LabelFacts& facts, const std::string& chosen) {
    if (facts.labels.empty()) throw invalidInput("The classifier in " + facts.where + " has no labels.");
    LabelRoles roles{.labels = facts.labels, .sigmoid = facts.multiLabel || facts.labels.size() == 1};
    const std::string choices = "choose one of " + listed(facts.labels) + " as the neutral label.";
    if (!chosen.empty()) {
        const auto found = std::find(facts.labels.begin(), facts.labels.end(), chosen);
        if (found == facts.labels.end()) {
            throw invalidInput("The classifier in " + facts.where + " has no label '" + chosen + "'; " + choices);
        }
        roles.index = static_cast<std::size_t>(found - facts.labels.begin());
        return roles;
    }
    if (roles.sigmoid) {
        if (const auto toxic = firstOf(kToxicNames, facts.labels)) {
            roles.index = *toxic;
            roles.indexIsToxic = true;
            return roles;
        }
    }
    const auto neutral = firstOf(kNeutralNames, facts.labels);
    if (!neutral) {
        throw invalidInput("Which label of the classifier in " + facts.where + " means harmless is not clear; " +
                           choices);
    }
    roles.index = *neutral;
    return roles;
}

TextScore interpret(const std::vector<double>& logits, const LabelRoles& roles) {
    const double own = logits.at(roles.index);
    return {.logits = logits,
            .toxicity = std::exp(logProbabilities(logits, roles).toxic),
            .neutralScore = roles.indexIsToxic ? -own : own};
}

double shapedReward(const TextScore& score, const LabelRoles& roles, RewardShape shape) {
    switch (shape) {
        case RewardShape::NeutralLogit:
            return score.neutralScore;
        case RewardShape::NeutralProbability:
            return std::exp(logProbabilities(score.logits, roles).neutral);
        case RewardShape::NeutralLogProbability:
            return logProbabilities(score.logits, roles).neutral;
        case RewardShape::MinusLogToxic:
            return -logProbabilities(score.logits, roles).toxic;
    }
    throw internalError("Unknown reward shape.");
}

}  // namespace detox
