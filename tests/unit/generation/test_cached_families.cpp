// SPDX-License-Identifier: GPL-3.0-or-later
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "core/generation/cached_decoder.h"
#include "tests/golden/tolerances.h"
#include "tests/support/disturbed_adapters.h"
#include "tests/support/tiny_families.h"

namespace detox {
namespace {

/// The decoder with a cache against the forward pass of training, which the reference outputs hold to account.
class CachedFamilies : public ::testing::TestWithParam<TinyFamily> {
protected:
    c10::NoGradGuard noGradients;
    CausalLm model = makeTinyDecoder(GetParam().config);

    /// Two texts, token by token.
    void expectUncachedScoresOnTheWay() const {
        std::vector<TokenId> first{1, 2, 3, 4, 5, 6, 7};
        std::vector<TokenId> second{9};
        CachedDecoder decoder(model, 2, 20);
        std::vector<RowTokens> inputs{{0, first}, {1, second}};
        for (const TokenId next : {17, 30, 4, 4, 60, 12}) {
            const std::span<float> scores = decoder.advance(inputs);
            expectUncachedScores(scores.first(61), first);
            expectUncachedScores(scores.subspan(61), second);
            first.push_back(next);
            second.push_back(60 - next);
            inputs = {{0, std::span(first).last(1)}, {1, std::span(second).last(1)}};
        }
    }

    void expectUncachedScores(std::span<const float> scores, const std::vector<TokenId>& text) const {
        const at::Tensor hidden = model.hiddenStates(padRows({text}, 0, PaddingSide::Right));
        const at::Tensor expected = model.logits(hidden[0][hidden.size(1) - 1]).contiguous();
        for (std::int64_t v = 0; v < expected.size(0); ++v) {
            ASSERT_NEAR(scores[static_cast<std::size_t>(v)], expected.data_ptr<float>()[v], tolerance::kLogits)
                << "token " << v << " after " << text.size();
        }
    }
};

TEST_P(CachedFamilies, AgreeWithTheUncachedForwardPass) {
    expectUncachedScoresOnTheWay();
}

TEST_P(CachedFamilies, AgreeWithItWithAdaptersToo) {
    model = model.adapted({.loraRank = 3, .loraAlpha = 6, .loraTargets = LoraTargets::AllLinear}, 5);
    disturb(model.adapters());
    expectUncachedScoresOnTheWay();
}

INSTANTIATE_TEST_SUITE_P(Tiny, CachedFamilies, ::testing::ValuesIn(tinyDecoders()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace detox
