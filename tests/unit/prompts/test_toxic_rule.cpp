// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/prompts/toxic_rule.h"

namespace detox {
namespace {

TEST(ToxicRule, MatchesListedValues) {
    const auto rule = ToxicRule::parse(" hate, Offensive ,1").orThrow();
    EXPECT_EQ(rule.isToxic("HATE"), true);
    EXPECT_EQ(rule.isToxic(" offensive "), true);
    EXPECT_EQ(rule.isToxic("1.0"), true) << "numbers are compared as numbers";
    EXPECT_EQ(rule.isToxic("0"), false);
    EXPECT_EQ(rule.isToxic("nothate"), false);
    EXPECT_EQ(rule.isToxic(""), std::nullopt);
    EXPECT_EQ(rule.isToxic("0.73"), std::nullopt) << "a score needs a bound";
}

TEST(ToxicRule, ComparesScoresWithABound) {
    EXPECT_EQ(ToxicRule::parse(">=0.5").value().isToxic("0.5"), true);
    EXPECT_EQ(ToxicRule::parse("> 0.5").value().isToxic("0.5"), false);
    EXPECT_EQ(ToxicRule::parse(">0.5").value().isToxic("0.51"), true);
    EXPECT_EQ(ToxicRule::parse(">0.5").value().isToxic("toxic"), std::nullopt);
    EXPECT_EQ(ToxicRule::parse(">0.5").value().isToxic("nan"), std::nullopt);
}

TEST(ToxicRule, RefusesWhatSaysNothing) {
    EXPECT_FALSE(ToxicRule::parse(" , "));
    EXPECT_FALSE(ToxicRule::parse(">=half"));
}

}  // namespace
}  // namespace detox
