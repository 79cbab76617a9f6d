// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <gtest/gtest.h>

#include "core/models/packed_tokens.h"
#include "core/models/row_attention.h"
#include "tests/support/closeness.h"

namespace detox {
namespace {

struct Case {
    const char* name;
    AttentionShape shape;
    std::int64_t window = 0;
    PositionKind position = PositionKind::Learned;
    std::int64_t pairs = 0;
    Sight sight = Sight::Earlier;
    std::vector<std::int64_t> starts{0, 5, 6, 43, 60};  // rows shorter and longer than a block of queries
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
    return out << c.name;
}

RowAttention attentionOf(const Case& c) {
    RowAttention attention{.shape = c.shape, .sight = c.sight, .window = c.window, .position = c.position};
    if (c.position == PositionKind::Alibi) attention.slopes = alibiSlopes(c.shape.heads);
    if (c.pairs > 0) {
        const at::Tensor angles = at::rand({c.starts.back(), c.pairs}).mul(6.28);
        attention.rotary = {angles.cos(), angles.sin()};
    }
    return attention;
}

class RowAttentionTest : public ::testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(
    Shapes, RowAttentionTest,
    ::testing::Values(
        Case{"plain", {.heads = 3, .kvHeads = 3, .headSize = 64, .scale = 0.125}},
        Case{"oddHeadSize", {.heads = 2, .kvHeads = 2, .headSize = 20, .scale = 1}},
        Case{"groups", {.heads = 6, .kvHeads = 2, .headSize = 16, .scale = 0.25}},
        Case{"window", {.heads = 2, .kvHeads = 2, .headSize = 16, .scale = 0.25}, 7},
        Case{"longWindow", {.heads = 2, .kvHeads = 2, .headSize = 16, .scale = 0.25}, 33},
        Case{"slopes", {.heads = 4, .kvHeads = 4, .headSize = 16, .scale = 0.25}, 0, PositionKind::Alibi},
        Case{"pairs", {.heads = 2, .kvHeads = 2, .headSize = 24, .scale = 0.2}, 0, PositionKind::RotaryPairs, 5},
        Case{"halves", {.heads = 4, .kvHeads = 2, .headSize = 32, .scale = 0.2}, 9, PositionKind::RotaryHalves, 16},
        Case{.name = "everyToken",
             .shape = {.heads = 3, .kvHeads = 3, .headSize = 20, .scale = 0.2},
             .sight = Sight::All}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_P(RowAttentionTest, TheKernelIsTheRectanglesResultAndGradient) {
    const Case& c = GetParam();
    const RowAttention attention = attentionOf(c);
    const std::int64_t width = (c.shape.heads + 2 * c.shape.kvHeads) * c.shape.headSize;
    const at::Tensor values = at::randn({c.starts.back(), width});
    const at::Tensor weight = at::randn({c.starts.back(), c.shape.heads * c.shape.headSize});
    const auto run = [&](const auto& attend) {
        const at::Tensor qkv = values.clone().requires_grad_(true);
        const at::Tensor mixed = attend(qkv, c.starts, attention);
        mixed.mul(weight).sum().backward();
        return std::pair(mixed.detach(), qkv.grad());
    };
    const auto [mixed, gradient] = run(attendRows);
    const auto [expected, expectedGradient] = run(paddedAttention);
    const Tolerance tolerance{.absolute = 2e-5, .relative = 1e-4};
    EXPECT_EQ(difference(mixed, expected, tolerance), "");
    EXPECT_EQ(difference(gradient, expectedGradient, tolerance), "");
}

TEST(RowAttention, LargeScoresStayFinite) {
    const RowAttention attention{.shape = {.heads = 1, .kvHeads = 1, .headSize = 16, .scale = 1}};
    const at::Tensor qkv = at::randn({40, 48}).mul(60).requires_grad_(true);
    const at::Tensor mixed = attendRows(qkv, {0, 40}, attention);
    mixed.sum().backward();
    EXPECT_TRUE(mixed.isfinite().all().item<bool>());
    EXPECT_TRUE(qkv.grad().isfinite().all().item<bool>());
    EXPECT_EQ(difference(mixed.detach(), paddedAttention(qkv.detach(), {0, 40}, attention), {.absolute = 1e-3}), "");
}

TEST(PackedTokens, LeaveOutWhatTheMaskHides) {
    const TokenBatch right = padRows({{1, 2, 3}, {4}}, 9, PaddingSide::Right);
    const PackedTokens packed = packTokens(right, FirstPosition::Column);
    EXPECT_TRUE(packed.ids.equal(at::arange(1, 5, at::kLong)));
    EXPECT_EQ(packed.starts, (std::vector<std::int64_t>{0, 3, 4}));
    EXPECT_EQ(packed.longest(), 3);
    EXPECT_TRUE(packed.ids.equal(packRows({{1, 2, 3}, {4}}).ids));
    EXPECT_TRUE(packed.positions.equal(packRows({{1, 2, 3}, {4}}).positions));
    EXPECT_EQ(cellsOf(packed.starts)[3].item<std::int64_t>(), 3);
}

TEST(PackedTokens, PositionsCountFromTheColumnOrFromTheToken) {
    TokenBatch left = padRows({{1, 2, 3}, {4}}, 9, PaddingSide::Left);
    left.positions.reset();
    EXPECT_EQ(packTokens(left, FirstPosition::Column).positions[3].item<std::int64_t>(), 2);
    EXPECT_EQ(packTokens(left, FirstPosition::Token).positions[3].item<std::int64_t>(), 0);
}

}  // namespace
}  // namespace detox
