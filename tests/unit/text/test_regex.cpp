// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/text/regex.h"

namespace detox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string problem(const std::string& pattern, const std::string& text) {
    const Regex regex = Regex::compile(pattern).orThrow();
    try {
        static_cast<void>(RegexScan(regex, text).find(0, RegexStart::Anywhere));
    } catch (const Error& error) {
        return error.message();
    }
    return "ended";
}

TEST(Regex, APatternThatTriesEveryCombinationIsAnErrorAndNoHang) {
    for (const char* pattern : {"(a|a)+[^a]", "(a+)+[^a]", "(?:a?){40}a{40}[^a]", "(a*)*\\d"}) {
        EXPECT_THAT(problem(pattern, std::string(64, 'a')),
                    AllOf(HasSubstr("cannot be applied to this text: match limit exceeded."),
                          HasSubstr("Use the files of another tokenizer.")))
            << pattern;
    }
}

TEST(Regex, AMegabyteThatIsOneWordIsWithinTheLimits) {
    const std::string word(1U << 20U, 'A');
    for (const char* pattern : {"\\p{L}+", "\\s+(?!\\S)|\\p{L}+", "[\\p{Lu}]*[\\p{Ll}]+|\\p{Lu}+"}) {
        EXPECT_EQ(problem(pattern, word), "ended") << pattern;
    }
}

TEST(Regex, FindsNothingWhereThereIsNothing) {
    const Regex regex = Regex::compile("b").orThrow();
    EXPECT_FALSE(RegexScan(regex, "aaa").find(0, RegexStart::Anywhere));
    EXPECT_FALSE(RegexScan(regex, "ab").find(0, RegexStart::Here));
    EXPECT_EQ(RegexScan(regex, "ab").find(0, RegexStart::Anywhere)->begin, 1U);
}

}  // namespace
}  // namespace detox
