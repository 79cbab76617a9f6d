// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <gtest/gtest.h>

#include "core/training/masked_tokens.h"

namespace detox {
namespace {

MaskingRule rule() {
    MaskingRule out{.mask = 4, .vocabulary = 1000, .special = std::vector<bool>(1000), .seed = 9};
    for (int id = 0; id < 5; ++id) out.special[static_cast<std::size_t>(id)] = true;
    return out;
}

/// <s> then ordinary ids, then </s>; every second row is shorter.
std::vector<std::vector<TokenId>> rows() {
    std::vector<std::vector<TokenId>> out;
    for (int r = 0; r < 400; ++r) {
        std::vector<TokenId> row(r % 2 == 0 ? 52 : 32, 500);
        row.front() = 1;
        row.back() = 2;
        out.push_back(row);
    }
    return out;
}

TEST(MaskedTokens, HidesFifteenPercentInTheProportionsOfThePaper) {
    const auto masked = maskTokens(rows(), rule(), 3);
    int asMask = 0, same = 0, other = 0;
    for (std::size_t i = 0; i < masked.places.size(); ++i) {
        const auto place = static_cast<std::size_t>(masked.places[i]);
        const TokenId now = masked.rows[place / 52].at(place % 52);
        EXPECT_EQ(masked.targets[i], 500);
        (now == 4 ? asMask : now == 500 ? same : other) += 1;
    }
    const double total = asMask + same + other;  // of 16,000 ordinary tokens
    EXPECT_NEAR(total / 16'000, 0.15, 0.015);
    EXPECT_NEAR(asMask / total, 0.8, 0.03);
    EXPECT_NEAR(same / total, 0.1, 0.03);
    EXPECT_NEAR(other / total, 0.1, 0.03);
}

TEST(MaskedTokens, LeavesEverythingElseAlone) {
    const auto before = rows();
    const auto masked = maskTokens(before, rule(), 3);
    std::size_t next = 0;
    for (std::size_t r = 0; r < before.size(); ++r) {
        ASSERT_EQ(masked.rows[r].size(), before[r].size());
        for (std::size_t c = 0; c < before[r].size(); ++c) {
            if (next < masked.places.size() && masked.places[next] == static_cast<std::int64_t>(r * 52 + c)) {
                ASSERT_NE(before[r][c], 1);
                ASSERT_NE(before[r][c], 2);
                ++next;
            } else {
                ASSERT_EQ(masked.rows[r][c], before[r][c]);
            }
        }
    }
    EXPECT_EQ(next, masked.places.size());
}

TEST(MaskedTokens, EachStepHidesOthers) {
    EXPECT_EQ(maskTokens(rows(), rule(), 3).places, maskTokens(rows(), rule(), 3).places);
    EXPECT_NE(maskTokens(rows(), rule(), 3).places, maskTokens(rows(), rule(), 4).places);
}

TEST(HiddenTokens, AreAShareOfTheOrdinaryOnes) {
    const auto hidden = hideTokens(rows(), rule(), 0.3, 7);
    int masks = 0;
    for (const auto& row : hidden) {
        EXPECT_EQ(row.front(), 1);
        EXPECT_EQ(row.back(), 2);
        masks += static_cast<int>(std::ranges::count(row, 4));
    }
    EXPECT_NEAR(masks / 16'000.0, 0.3, 0.015);
    EXPECT_EQ(hidden, hideTokens(rows(), rule(), 0.3, 7));
    EXPECT_NE(hidden, hideTokens(rows(), rule(), 0.3, 8));
}

}  // namespace
}  // namespace detox
