// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "core/generation/sampler.h"
#include "core/util/error.h"

namespace detox {
namespace {

constexpr float kOut = -std::numeric_limits<float>::infinity();

std::vector<float> applied(const LogitsRule& rule, std::vector<float> logits, std::vector<TokenId> tokens = {},
                           int generated = 0) {
    rule.apply(logits, {.tokens = tokens, .generated = generated});
    return logits;
}

TEST(LogitsRules, DoWhatTheirNamesSay) {
    EXPECT_EQ(applied(Temperature(2), {4, -2}), (std::vector<float>{2, -1}));
    EXPECT_EQ(applied(TopK(2), {1, 3, 3, 2}), (std::vector<float>{kOut, 3, 3, kOut}));
    EXPECT_EQ(applied(TopK(1), {1, 3, 3, 2}), (std::vector<float>{kOut, 3, 3, kOut})) << "ties stay";
    EXPECT_EQ(applied(TopK(9), {1, 2}), (std::vector<float>{1, 2}));
    const std::vector<float> probabilities{std::log(0.5F), std::log(0.3F), std::log(0.15F), std::log(0.05F)};
    EXPECT_EQ(applied(TopP(0.7), probabilities)[1], probabilities[1]);
    EXPECT_EQ(applied(TopP(0.7), probabilities)[2], kOut);
    EXPECT_EQ(applied(TopP(0.01), probabilities)[0], probabilities[0]) << "at least one stays";
    EXPECT_EQ(applied(TopP(0.5), {2, 2, 2, 2}), (std::vector<float>{2, 2, kOut, kOut})) << "the first of equals stay";
    EXPECT_EQ(applied(RepetitionPenalty(2), {4, -4, 6}, {0, 1, 1}), (std::vector<float>{2, -8, 6})) << "once per token";
    EXPECT_EQ(applied(NoRepeatNgram(2), {0, 0, 0}, {0, 1, 0}), (std::vector<float>{0, kOut, 0}));
    EXPECT_EQ(applied(MinNewTokens(2, 1), {5, 5}, {}, 1), (std::vector<float>{5, kOut}));
    EXPECT_EQ(applied(MinNewTokens(2, 1), {5, 5}, {}, 2), (std::vector<float>{5, 5}));
}

TEST(Sampler, DrawsEveryTokenAsOftenAsItsProbability) {
    const Sampler sampler(SamplerConfig{}, std::nullopt);
    const std::array<double, 4> expected{0.5, 0.3, 0.15, 0.05};
    std::array<int, 4> counts{};
    constexpr int kDraws = 40'000;
    for (std::uint32_t i = 0; i < kDraws; ++i) {
        std::vector<float> logits;
        for (const double p : expected) logits.push_back(static_cast<float>(std::log(p)) + 3);
        const DrawnToken token = sampler.draw(logits, {}, {.seed = 5, .sample = i});
        ++counts[static_cast<std::size_t>(token.id)];
        ASSERT_NEAR(token.logprob, std::log(expected[static_cast<std::size_t>(token.id)]), 1e-5);
    }
    for (std::size_t t = 0; t < 4; ++t)
        EXPECT_NEAR(counts[t], expected[t] * kDraws, 4 * std::sqrt(kDraws * expected[t]));
}

TEST(Sampler, LogprobsAreThoseOfTheRawSoftmax) {
    const Sampler sampler({.temperature = 0.1, .topK = 1}, std::nullopt);
    std::vector<float> logits{std::log(0.6F), std::log(0.4F)};
    EXPECT_NEAR(sampler.draw(logits, {}, {}).logprob, std::log(0.6), 1e-6);
}

TEST(Sampler, GreedyIgnoresTemperatureButNotTheFloor) {
    const Sampler sampler({.greedy = true, .temperature = 50, .minNewTokens = 3}, TokenId{0});
    std::vector<float> logits{9, 1, 2};
    EXPECT_EQ(sampler.draw(logits, {}, {}).id, 2);
}

TEST(Sampler, ScoresThatAreNotFiniteAreAnError) {
    const Sampler sampler(SamplerConfig{}, std::nullopt);
    std::vector<float> logits{NAN, 1};
    EXPECT_THROW((void)sampler.draw(logits, {}, {}), Error);
}

}  // namespace
}  // namespace detox
