// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/util/json.h"

namespace detox {
namespace {

using ::testing::HasSubstr;

TEST(ParseJson, AcceptsAnOrdinaryDocument) {
    const auto json = parseJson(R"({"a": [1, 2.5, "x", null, true]})", "test");
    ASSERT_TRUE(json);
    EXPECT_EQ(json.value()["a"].size(), 5U);
}

struct BadCase {
    std::string text;
    std::string reason;
};

std::string manyValues(const std::string& value) {
    std::string text = "[" + value;
    for (int i = 0; i < 4'000'000; ++i) text += "," + value;
    return text + "]";
}

class ParseJsonRefuses : public ::testing::TestWithParam<BadCase> {};

TEST_P(ParseJsonRefuses, WithTheReason) {
    const auto json = parseJson(GetParam().text, "config.json");
    ASSERT_FALSE(json);
    EXPECT_THAT(json.error().message(), HasSubstr("config.json"));
    EXPECT_THAT(json.error().message(), HasSubstr(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(Cases, ParseJsonRefuses,
                         ::testing::Values(BadCase{"", "not valid JSON"}, BadCase{"{", "not valid JSON"},
                                           BadCase{R"({"a":1,"a":2})", "key 'a' twice"},
                                           BadCase{R"({"a":{"b":1,"b":2}})", "key 'b' twice"},
                                           BadCase{R"({"\n":1,"\n":2})", "key '\\x0A' twice"},
                                           BadCase{manyValues("0"), "more than 4000000 values"},
                                           BadCase{manyValues("[]"), "more than 4000000 values"},
                                           BadCase{std::string(1'000'000, '['), "nested deeper"},
                                           BadCase{"{\"a\":\"\xFF\"}", "not valid JSON"},
                                           BadCase{std::string("{}\0{", 4), "zero byte"}));

TEST(ParseJson, RefusesMoreThanTheLimit) {
    EXPECT_FALSE(parseJson("[1,2,3]", "x", {.maxBytes = 3}));
}

TEST(ParseJson, RefusesANumberOfEndlessDigits) {
    EXPECT_TRUE(parseJson("[0." + std::string(998, '7') + "]", "x.json"));
    EXPECT_TRUE(parseJson("[\"\\\"" + std::string(5000, '7') + "\", 1]", "x.json")) << "inside a text";
    EXPECT_EQ(parseJson("[\"a\", 0." + std::string(1000, '7') + "]", "x.json").error().message(),
              "x.json has a number of more than 1000 digits.");
}

}  // namespace
}  // namespace detox
