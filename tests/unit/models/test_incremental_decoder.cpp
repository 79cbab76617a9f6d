// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "core/models/incremental_decoder.h"
#include "tests/support/golden_arrays.h"
#include "tests/unit/models/tiny_models.h"

namespace detox {
namespace {

using Rows = std::vector<std::vector<std::int32_t>>;

/// Last states of the rows after the prompts, then after every token of `more`, decoded together.
std::vector<at::Tensor> decode(const CausalLm& lm, const Rows& prompts, const std::vector<std::int32_t>& more) {
    IncrementalDecoder decoder(lm, std::vector<std::int64_t>(prompts.size(), 30));
    std::vector<RowTokens> tokens;
    for (std::size_t r = 0; r < prompts.size(); ++r) tokens.push_back({r, prompts[r]});
    std::vector<at::Tensor> states{decoder.append(tokens)};
    for (const std::int32_t& id : more) {
        for (RowTokens& t : tokens) t.ids = {&id, 1};
        states.push_back(decoder.append(tokens));
    }
    return states;
}

TEST(IncrementalDecoder, AgreesWithTheForwardPassOverThePaddedBatch) {
    const c10::NoGradGuard noGrad;
    const CausalLm lm = tinyLm();
    const std::vector<std::int32_t> more{8, 19, 44, 2, 60, 7};
    const std::vector<at::Tensor> states = decode(lm, tinyRows(), more);
    Rows whole = tinyRows();
    for (auto& row : whole) row.insert(row.end(), more.begin(), more.end());
    for (const PaddingSide side : {PaddingSide::Left, PaddingSide::Right}) {
        const TokenBatch batch = padRows(whole, 0, side);
        const at::Tensor expected = lm.hiddenStates(batch);
        for (std::size_t r = 0; r < whole.size(); ++r) {
            const std::int64_t row = static_cast<std::int64_t>(r);
            const std::int64_t prompt = std::ssize(tinyRows()[r]);
            const std::int64_t first = side == PaddingSide::Left ? batch.ids.size(1) - std::ssize(whole[r]) : 0;
            for (std::size_t step = 0; step < states.size(); ++step) {
                const std::int64_t column = first + prompt - 1 + static_cast<std::int64_t>(step);
                EXPECT_LE(maxDifference(states[step][row], expected[row][column]), 1e-5) << r << " at " << step;
            }
        }
    }
}

TEST(IncrementalDecoder, ARowAloneIsTheRowInABatchBitForBit) {
    const CausalLm lm = tinyLm();
    const std::vector<std::int32_t> more{8, 19, 44, 2, 60, 7};
    const std::vector<at::Tensor> together = decode(lm, tinyRows(), more);
    for (std::size_t r = 0; r < tinyRows().size(); ++r) {
        const std::vector<at::Tensor> alone = decode(lm, {tinyRows()[r]}, more);
        for (std::size_t step = 0; step < together.size(); ++step) {
            EXPECT_TRUE(alone[step][0].equal(together[step][static_cast<std::int64_t>(r)])) << r << " at " << step;
        }
    }
}

TEST(IncrementalDecoder, ThreadsDoNotChangeABit) {
    const CausalLm lm = tinyLm();
    const int threads = at::get_num_threads();
    at::set_num_threads(1);
    const at::Tensor one = decode(lm, tinyRows(), {5, 6}).back();
    at::set_num_threads(3);
    const at::Tensor three = decode(lm, tinyRows(), {5, 6}).back();
    at::set_num_threads(threads);
    EXPECT_TRUE(one.equal(three));
}

TEST(IncrementalDecoder, TokensOneByOneAreThePromptAtOnce) {
    const CausalLm lm = tinyLm();
    const std::vector<std::int32_t> prompt{3, 14, 15, 9, 2, 6, 5};
    const at::Tensor atOnce = decode(lm, {prompt}, {}).back();
    const at::Tensor oneByOne = decode(lm, {{prompt[0]}}, {prompt.begin() + 1, prompt.end()}).back();
    EXPECT_TRUE(atOnce.equal(oneByOne));
}

TEST(IncrementalDecoder, RefusesWhatDoesNotFit) {
    const CausalLm lm = tinyLm();
    EXPECT_THROW(IncrementalDecoder(lm, {41}), Error);
    IncrementalDecoder decoder(lm, {2});
    const std::vector<std::int32_t> three{1, 2, 3}, foreign{61}, two{1, 2};
    EXPECT_THROW(static_cast<void>(decoder.append(std::vector<RowTokens>{{0, three}})), Error);
    EXPECT_THROW(static_cast<void>(decoder.append(std::vector<RowTokens>{{0, foreign}})), Error);
    static_cast<void>(decoder.append(std::vector<RowTokens>{{0, two}}));
    EXPECT_EQ(decoder.length(0), 2);
}

}  // namespace
}  // namespace detox
