// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "core/prompts/prompt_order.h"
#include "core/prompts/prompt_sampler.h"

namespace detox {
namespace {

/// One token per byte.
class ByteTokenizer final : public Tokenizer {
public:
    std::vector<TokenId> encode(std::string_view text, SpecialTokens) const override {
        return {text.begin(), text.end()};
    }
    std::string decode(std::span<const TokenId> ids, ShowSpecial) const override {
        std::string out;
        for (const TokenId id : ids) out += static_cast<char>(id);
        return out;
    }
    std::string bytesOf(TokenId id) const override { return std::string(1, static_cast<char>(id)); }
    int size() const override { return 256; }
    bool isSpecial(TokenId) const override { return false; }
    std::optional<TokenId> bos() const override { return std::nullopt; }
    std::optional<TokenId> eos() const override { return 0; }
    std::optional<TokenId> pad() const override { return 0; }
    std::optional<TokenId> idOf(std::string_view) const override { return std::nullopt; }
};

std::vector<PromptRecord> prompts(int count) {
    std::vector<PromptRecord> out;
    for (int i = 0; i < count; ++i) out.push_back({.text = std::string(40, static_cast<char>('a' + i % 26))});
    return out;
}

TEST(PromptOrder, EveryEpochAsksEveryPromptOnceInItsOwnOrder) {
    PromptOrder order(7, 50);
    std::vector<std::vector<std::size_t>> epochs(2);
    for (std::uint64_t position = 0; position < 100; ++position) epochs[position / 50].push_back(order.at(position));
    EXPECT_NE(epochs[0], epochs[1]);
    for (const auto& epoch : epochs) EXPECT_EQ(std::set<std::size_t>(epoch.begin(), epoch.end()).size(), 50U);
}

TEST(PromptOrder, APositionDoesNotDependOnWhatWasAskedBefore) {
    PromptOrder forward(7, 50);
    PromptOrder jump(7, 50);
    const std::size_t late = jump.at(93);
    for (std::uint64_t position = 0; position < 93; ++position) (void)forward.at(position);
    EXPECT_EQ(forward.at(93), late);
    EXPECT_NE(
        PromptOrder(8, 50).at(93) == late && PromptOrder(9, 50).at(93) == late && PromptOrder(10, 50).at(93) == late,
        true)
        << "the seed matters";
}

TEST(PromptSampler, CutsToLengthsBetweenBothEnds) {
    const ByteTokenizer tokenizer;
    PromptSampler sampler(prompts(10), tokenizer, {.minPromptTokens = 10, .maxPromptTokens = 15}, 1);
    std::map<std::size_t, int> lengths;
    for (int update = 1; update <= 100; ++update) {
        for (const auto& query : sampler.batch(update, 16)) {
            ++lengths[query.ids.size()];
            EXPECT_EQ(query.text.size(), query.ids.size());
        }
    }
    EXPECT_EQ(lengths.begin()->first, 10U);
    EXPECT_EQ(lengths.rbegin()->first, 15U);
    for (const auto& [length, count] : lengths) EXPECT_NEAR(count, 1600 / 6, 80) << length;
}

TEST(PromptSampler, AnUpdateIsTheSameHoweverItIsReached) {
    const ByteTokenizer tokenizer;
    PromptSampler once(prompts(26), tokenizer, {}, 3);
    PromptSampler resumed(prompts(26), tokenizer, {}, 3);
    for (int update = 1; update < 9; ++update) (void)once.batch(update, 4);
    const auto a = once.batch(9, 4);
    const auto b = resumed.batch(9, 4);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(a[i].text, b[i].text);
}

TEST(MakeQuery, KeepsAShortTextWholeAndIsNeverEmpty) {
    const ByteTokenizer tokenizer;
    EXPECT_EQ(makeQuery(tokenizer, 0, "abc", 10).text, "abc");
    EXPECT_EQ(makeQuery(tokenizer, 0, "", 10).ids.size(), 1U);
}

TEST(FixedQueries, DoNotDependOnTheRun) {
    const ByteTokenizer tokenizer;
    const auto a = fixedQueries(prompts(30), tokenizer, {});
    const auto b = fixedQueries(prompts(30), tokenizer, {});
    std::set<std::size_t> lengths;
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].ids, b[i].ids);
        lengths.insert(a[i].ids.size());
    }
    EXPECT_GT(lengths.size(), 3U);
}

}  // namespace
}  // namespace detox
