// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "core/generation/softmax.h"
#include "core/util/random.h"

namespace detox {
namespace {

constexpr float kOut = -std::numeric_limits<float>::infinity();
constexpr double kAlmostOne = 1 - 0x1p-53;

std::vector<float> scores(std::size_t count) {
    std::vector<float> out;
    for (std::uint32_t i = 0; i < count; ++i) out.push_back(static_cast<float>(4 * randomNormal({.token = i}) + 20));
    return out;
}

TEST(Softmax, NormalisesWhateverTheLength) {
    for (const std::size_t count : {1, 7, 8, 63, 64, 65, 1000}) {
        const auto row = scores(count);
        double total = 0;
        for (const float score : row) total += std::exp(double{score});
        EXPECT_NEAR(logSumExp(row), std::log(total), 5e-7) << count;
        EXPECT_EQ(Softmax(row).normaliser(), logSumExp(row)) << count;
    }
    EXPECT_NEAR(logSumExp(std::vector<float>{-300, -300}), -300 + std::log(2), 1e-6);
}

TEST(Softmax, FindsTheFirstTokenPastTheUniformNumber) {
    const auto row = scores(1000);
    const Softmax softmax(row);
    double cumulated = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const double probability = std::exp(row[i] - softmax.normaliser());
        if (probability > 1e-5) {
            ASSERT_EQ(softmax.tokenAt(cumulated + probability / 2), i);
        }
        cumulated += probability;
    }
}

TEST(Softmax, NeverPicksAnImpossibleToken) {
    std::vector<float> row(300, kOut);
    for (const std::size_t possible : {70, 71, 200}) row[possible] = 1;
    const Softmax softmax(row);
    EXPECT_EQ(softmax.tokenAt(0), 70U);
    EXPECT_EQ(softmax.tokenAt(0.5), 71U);
    EXPECT_EQ(softmax.tokenAt(kAlmostOne), 200U);
    EXPECT_EQ(Softmax(std::vector<float>{kOut, 5, kOut}).tokenAt(kAlmostOne), 1U);
}

TEST(Softmax, IsNotFiniteWhereAScoreIsNot) {
    EXPECT_FALSE(std::isfinite(logSumExp(std::vector<float>{1, NAN, 2})));
    EXPECT_FALSE(std::isfinite(logSumExp(std::vector<float>{1, -kOut})));
    EXPECT_FALSE(std::isfinite(logSumExp(std::vector<float>(20, kOut))));
}

}  // namespace
}  // namespace detox
