// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/util/log.h"
#include "core/util/utf8.h"

namespace detox::utf8 {
namespace {

TEST(Utf8, ReplacesMaximalSubpartsAsUnicodeSays) {
    // Unicode 15, table 3-8 and Python's bytes.decode(errors="replace").
    EXPECT_EQ(sanitized("a\xF1\x80\x80\xE1\x80\xC2"
                        "b\x80"
                        "c\x80\xBF"
                        "d"),
              "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
              "b\xEF\xBF\xBD"
              "c\xEF\xBF\xBD\xEF\xBF\xBD"
              "d");
    EXPECT_EQ(sanitized("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(sanitized("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Utf8, RoundTripsEveryPlane) {
    for (const char32_t c : {U'a', U'\u00E9', U'\u0939', U'\uFFFD', U'\U0001F600', U'\U0010FFFF'}) {
        std::string text;
        append(text, c);
        EXPECT_EQ(decodeFirst(text).codePoint, c);
        EXPECT_TRUE(isValid(text));
    }
}

TEST(Utf8, KnowsHowMuchOfACharacterIsStillMissing) {
    EXPECT_EQ(incompleteTail("ab"), 0U);
    EXPECT_EQ(incompleteTail("ab\xF0\x9F"), 2U);
    EXPECT_EQ(incompleteTail("\xF0\x9F\x98"), 3U);
    EXPECT_EQ(incompleteTail("\xE2\x82\xAC"), 0U);
    EXPECT_EQ(incompleteTail("\x80"), 0U);
    EXPECT_EQ(incompleteTail("\xE0\x80"), 0U) << "an ill-formed start can never become whole";
}

TEST(Utf8, ShowsWhatWouldDriveATerminal) {
    EXPECT_EQ(visible("a\x1B[2Jb\r\xC2\x9B"
                      "c\nd"),
              "a\\x1B[2Jb\\x0D\\u{009B}c\nd");
    EXPECT_EQ(visible("a\nb", Newlines::Escape), "a\\x0Ab");
    EXPECT_EQ(visible("\xE2\x80\xAE\xFF"), "\\u{202E}\\xFF");
    EXPECT_EQ(log::quoted("x\ny"), "\"x\\x0Ay\"");
}

}  // namespace
}  // namespace detox::utf8
