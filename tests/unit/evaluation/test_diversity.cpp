// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/evaluation/diversity.h"

namespace detox {
namespace {

TEST(Distinct2, CountsUniqueOverAllBigramsOfAllTexts) {
    // (a b) (b a) (a b) | (a b) (b c): five bigrams, three of them unique.
    EXPECT_DOUBLE_EQ(distinct2({"a b a b", "a b c"}), 3.0 / 5.0);
}

TEST(Distinct2, NoBigramSpansTwoTexts) {
    EXPECT_DOUBLE_EQ(distinct2({"a", "b", "a", "b"}), 0.0);
    EXPECT_DOUBLE_EQ(distinct2({"a b", "b a"}), 1.0);
}

TEST(Distinct2, AnyWhiteSpaceSeparatesAndRunsCountOnce) {
    EXPECT_DOUBLE_EQ(distinct2({"  x \n\t y  ", "x y"}), 0.5);
}

TEST(Distinct2, CaseAndPunctuationDistinguish) {
    EXPECT_DOUBLE_EQ(distinct2({"the cat", "The cat", "the cat."}), 1.0);
}

TEST(Distinct2, NothingToCountIsZero) {
    EXPECT_EQ(distinct2({}), 0.0);
    EXPECT_EQ(distinct2({"", "   "}), 0.0);
}

}  // namespace
}  // namespace detox
