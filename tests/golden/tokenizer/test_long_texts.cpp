// SPDX-License-Identifier: GPL-3.0-or-later
// A megabyte of what makes careless tokenizers quadratic, through every published one.
#include <ctime>

#include <gtest/gtest.h>

#include "tests/golden/tokenizer/published_tokenizers.h"
#include "tests/unit/text/random_text.h"

namespace detox {
namespace {

std::string repeated(const std::string& unit, std::size_t bytes) {
    std::string text;
    text.reserve(bytes + unit.size());
    while (text.size() < bytes) text += unit;
    return text;
}

/// Processor time of this thread, in seconds: other programs do not count.
double seconds() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double secondsToEncode(const Tokenizer& tokenizer, const std::string& text) {
    const double start = seconds();
    static_cast<void>(tokenizer.encode(text, SpecialTokens::None));
    return seconds() - start;
}

struct Unit {
    const char* name;
    const char* text;
};

class LongTexts : public ::testing::TestWithParam<Unit> {};

TEST_P(LongTexts, TakeTimeInProportionToTheirLength) {
    const auto published = publishedTokenizers();
    if (published.empty()) GTEST_SKIP() << "no data/tokenizers beside DETOX_GOLDENS";
    constexpr double kDeadline = 30;     // some twenty times what the slowest takes: against hangs alone
    constexpr double kUnmeasured = 0.1;  // of a short text's time, noise
    for (const auto& [name, tokenizer, keepsText, isLinear] : published) {
        SCOPED_TRACE(name);
        const std::string whole = repeated(GetParam().text, isLinear ? 1U << 20U : 1U << 17U);
        const double quarter = secondsToEncode(*tokenizer, whole.substr(0, whole.size() / 4 / 12 * 12));
        const double time = secondsToEncode(*tokenizer, whole);
        EXPECT_LT(time, kDeadline);
        EXPECT_TRUE(!isLinear || time < 4 * 4 * (quarter + kUnmeasured)) << time << ", a quarter of it " << quarter;
        if (!keepsText) continue;
        EXPECT_TRUE(tokenizer->decode(tokenizer->encode(whole, SpecialTokens::None), ShowSpecial::Keep) == whole);
    }
}

INSTANTIATE_TEST_SUITE_P(Of, LongTexts,
                         ::testing::Values(Unit{"Spaces", " "}, Unit{"Letters", "a"}, Unit{"Emoji", "\U0001F600"},
                                           Unit{"Marks", "\u0301\u0323"}, Unit{"Lines", "\n"}, Unit{"Digits", "7"},
                                           Unit{"Words", "don't "}),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(PublishedTokenizers, GiveBackTenThousandRandomTextsWhereTheyKeepText) {
    const auto published = publishedTokenizers();
    if (published.empty()) GTEST_SKIP() << "no data/tokenizers beside DETOX_GOLDENS";
    for (const auto& [name, tokenizer, keepsText, isLinear] : published) {
        for (std::uint32_t number = 0; keepsText && number < 10'000; ++number) {
            const std::string text = randomText(number);
            const auto ids = tokenizer->encode(text, SpecialTokens::None);
            ASSERT_EQ(tokenizer->decode(ids, ShowSpecial::Keep), text) << name << ", text " << number;
        }
    }
}

}  // namespace
}  // namespace detox
