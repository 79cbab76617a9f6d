// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/text/pipeline/combining_marks.h"
#include "core/util/random.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

using Form = const icu::Normalizer2*;

std::vector<Form> forms() {
    UErrorCode status = U_ZERO_ERROR;
    return {icu::Normalizer2::getNFCInstance(status), icu::Normalizer2::getNFDInstance(status),
            icu::Normalizer2::getNFKCInstance(status), icu::Normalizer2::getNFKDInstance(status)};
}

std::string normalized(const std::string& text, Form form) {
    UErrorCode status = U_ZERO_ERROR;
    std::string out;
    form->normalize(icu::UnicodeString::fromUTF8(text), status).toUTF8String(out);
    return out;
}

/// Every character that `form` decomposes into marks, at its beginning at least.
std::vector<char32_t> marksOf(Form form) {
    std::vector<char32_t> marks;
    for (char32_t c = 0x300; c <= 0x10FFFF; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        icu::UnicodeString decomposed;
        if (!form->getDecomposition(static_cast<UChar32>(c), decomposed)) decomposed = static_cast<UChar32>(c);
        if (form->getCombiningClass(decomposed.char32At(0)) != 0) marks.push_back(c);
    }
    return marks;
}

/// One to three runs of up to 90 marks, most of them behind a character that composes.
std::string markedText(const std::vector<char32_t>& marks, std::uint32_t number) {
    constexpr std::u32string_view kStarters = U"a\u00E1\u1EA1\u1100\uAC00\u0915\u0F40\u200D";
    std::uint32_t draw = 0;
    const auto pick = [&](std::size_t count) {
        return static_cast<std::size_t>(
            randomInteger({.seed = 5, .sample = number, .token = draw++}, 0, static_cast<std::int64_t>(count) - 1));
    };
    std::string text;
    for (std::size_t runs = 1 + pick(3); runs > 0; --runs) {
        if (pick(4) > 0) utf8::append(text, kStarters[pick(kStarters.size())]);
        for (std::size_t length = pick(90); length > 0; --length) utf8::append(text, marks[pick(marks.size())]);
    }
    return text;
}

TEST(CombiningMarks, InOrderAreNormalisedToTheSameText) {
    int reordered = 0;
    for (const Form form : forms()) {
        const auto marks = marksOf(form);
        ASSERT_GT(marks.size(), 900U);
        for (std::uint32_t number = 0; number < 2000; ++number) {
            const std::string text = markedText(marks, number);
            const std::string ordered = withMarksInOrder(text, *form);
            if (ordered != text) ++reordered;
            ASSERT_EQ(normalized(ordered, form), normalized(text, form)) << "text " << number;
        }
    }
    EXPECT_GT(reordered, 4000);
}

TEST(CombiningMarks, OfOrdinaryTextStayAsTheyAre) {
    for (const std::string text :
         {"", "a", "e\u0301\u0323 x", "\u0301\u0323", "\u4E2D\u0F73\u0939\u0301", "\U0001F600"}) {
        EXPECT_EQ(withMarksInOrder(text, *forms()[0]), text);
    }
}

}  // namespace
}  // namespace detox
