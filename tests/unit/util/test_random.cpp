// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <gtest/gtest.h>

#include "core/util/random.h"

namespace detox {
namespace {

using Block = std::array<std::uint32_t, 4>;

// Known answers of philox4x32-10, Random123 1.09 tests/kat_vectors.
TEST(Philox, GivesThePublishedAnswers) {
    EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    EXPECT_EQ(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
              (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomAddress, EveryPartOfTheAddressMatters) {
    const RandomAddress base{.seed = 7, .purpose = RandomPurpose::Sampling, .update = 1, .sample = 2, .token = 3};
    auto seed = base, purpose = base, update = base, sample = base, token = base;
    seed.seed = std::uint64_t{1} << 40U;
    purpose.purpose = RandomPurpose::MinibatchOrder;
    update.update = 2;
    sample.sample = 3;
    token.token = 4;
    for (const auto& other : {seed, purpose, update, sample, token}) EXPECT_NE(randomBits(base), randomBits(other));
    EXPECT_EQ(randomBits(base), randomBits(RandomAddress(base)));
}

TEST(RandomInteger, ReachesBothEndsEvenly) {
    std::array<int, 11> counts{};
    constexpr int kDraws = 110'000;
    for (std::uint32_t i = 0; i < kDraws; ++i) {
        const auto n = randomInteger({.seed = 1, .purpose = RandomPurpose::ResponseLength, .sample = i}, 20, 30);
        ASSERT_GE(n, 20);
        ASSERT_LE(n, 30);
        ++counts[static_cast<std::size_t>(n - 20)];
    }
    for (const int count : counts) EXPECT_NEAR(count, kDraws / 11, 500);
}

TEST(RandomNormal, HasUnitMoments) {
    double sum = 0;
    double squares = 0;
    constexpr int kDraws = 100'000;
    for (std::uint32_t i = 0; i < kDraws; ++i) {
        const double x = randomNormal({.seed = 3, .purpose = RandomPurpose::WeightInit, .token = i});
        sum += x;
        squares += x * x;
    }
    EXPECT_NEAR(sum / kDraws, 0, 0.02);
    EXPECT_NEAR(squares / kDraws, 1, 0.03);
}

}  // namespace
}  // namespace detox
