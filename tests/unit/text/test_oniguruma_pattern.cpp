// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/text/pipeline/oniguruma_pattern.h"
#include "core/text/regex.h"

namespace detox {
namespace {

TEST(OnigurumaPattern, SaysTheSameInPcre) {
    const auto pcre = [](std::string_view pattern) { return pcreFromOniguruma(pattern).orThrow(); };
    EXPECT_EQ(pcre(R"(a\s+\S)"), R"(a\p{White_Space}+\P{White_Space})");
    EXPECT_EQ(pcre(R"([^\s\]x]\])"), R"([^\p{White_Space}\]x]\])");
    EXPECT_EQ(pcre(R"(\w[\w])"), R"([\p{Alphabetic}\p{M}\p{Nd}\p{Pc}][\p{Alphabetic}\p{M}\p{Nd}\p{Pc}])");
    EXPECT_EQ(pcre(R"(\h\u00e9)"), R"([0-9A-Fa-f]\x{00e9})");
    EXPECT_EQ(pcre("[^a[.,]b]+"), "[^a.,b]+");
    EXPECT_EQ(pcre("[[:alpha:]x]"), "[[:alpha:]x]");
    EXPECT_EQ(pcre("[]a]"), "[\\]a]");
    EXPECT_EQ(pcre(R"(\p{L}+\x{e9}{2})"), R"(\p{L}+\x{e9}{2})");
    EXPECT_EQ(pcre("(?i:'s)|(?!x)a{1,3}"), "(?i:'s)|(?!x)a{1,3}");
}

TEST(OnigurumaPattern, RefusesWhatPcreCannotSay) {
    for (const char* pattern :
         {"[a&&b]", "[a[^b]]", "[a-[b]]", "[[a]-z]", "(?m:.)", "(?-m)", "a{2}+", R"([\W])", R"(\K)", R"(\u12)"}) {
        EXPECT_FALSE(pcreFromOniguruma(pattern).ok()) << pattern;
    }
    EXPECT_FALSE(pcreFromOniguruma(std::string(20'000, 'a')).ok());
}

TEST(OnigurumaPattern, SurvivesEveryCutOfAPattern) {
    const std::string whole = R"([^(\s|[.,])]+|(?i:'s)[[:alpha:]\]]\u00e9{1,2}\\)";
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const auto pattern = pcreFromOniguruma(whole.substr(0, size));
        if (!pattern) continue;
        const auto regex = Regex::compile(*pattern);
        if (!regex) continue;
        EXPECT_LE(RegexScan(*regex, "a b").find(0, RegexStart::Anywhere).value_or(RegexMatch{}).end, 3U);
    }
}

}  // namespace
}  // namespace detox
