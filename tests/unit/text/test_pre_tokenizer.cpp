// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/text/pipeline/pre_tokenizer.h"

namespace detox {
namespace {

using Words = std::vector<std::string>;

Words words(const Json& json, const std::string& text) {
    Words found;
    PreTokenizer(JsonPart(json, "tokenizer.json: pre_tokenizer")).split(text, [&](std::string_view word) {
        found.emplace_back(word);
    });
    return found;
}

Words byType(const std::string& type, const std::string& text) {
    return words({{"type", type}}, text);
}

Json regexSplit(const std::string& regex, const std::string& behaviour = "Isolated", bool invert = false) {
    return {{"type", "Split"}, {"pattern", {{"Regex", regex}}}, {"behavior", behaviour}, {"invert", invert}};
}

TEST(PreTokenizer, SplitsAtWhiteSpaceAndPunctuation) {
    EXPECT_EQ(byType("Whitespace", "Hey_you  5\u0301!? x\u200Dy"), (Words{"Hey_you", "5\u0301", "!?", "x\u200Dy"}));
    EXPECT_EQ(byType("WhitespaceSplit", " a,b\u3000c\n"), (Words{"a,b", "c"}));
    EXPECT_EQ(byType("Punctuation", "a,b!!$\u2026"), (Words{"a", ",", "b", "!", "!", "$", "\u2026"}));
    EXPECT_EQ(words({{"type", "Punctuation"}, {"behavior", "Contiguous"}}, "a!!b"), (Words{"a", "!!", "b"}));
    EXPECT_EQ(byType("BertPreTokenizer", " Hey, you$5\u3000\u20ACx "), (Words{"Hey", ",", "you", "$", "5", "\u20ACx"}))
        << "beyond ASCII a symbol is no punctuation";
    EXPECT_EQ(byType("WhitespaceSplit", ""), Words{});
}

TEST(PreTokenizer, SplitsDigits) {
    EXPECT_EQ(byType("Digits", "a12 \u00BD3"), (Words{"a", "12", " ", "\u00BD3"}));
    EXPECT_EQ(words({{"type", "Digits"}, {"individual_digits", true}}, "a12 3"), (Words{"a", "1", "2", " ", "3"}));
}

TEST(PreTokenizer, BehavesAsTheReferenceDocuments) {
    const auto behave = [](const std::string& behaviour) {
        return words({{"type", "Split"}, {"pattern", {{"String", "-"}}}, {"behavior", behaviour}},
                     "the-final--countdown");
    };
    EXPECT_EQ(behave("Removed"), (Words{"the", "final", "countdown"}));
    EXPECT_EQ(behave("Isolated"), (Words{"the", "-", "final", "-", "-", "countdown"}));
    EXPECT_EQ(behave("MergedWithPrevious"), (Words{"the-", "final-", "-", "countdown"}));
    EXPECT_EQ(behave("MergedWithNext"), (Words{"the", "-final", "-", "-countdown"}));
    EXPECT_EQ(behave("Contiguous"), (Words{"the", "-", "final", "--", "countdown"}));
    EXPECT_EQ(words(regexSplit("\\d+", "Removed", true), "a1b22"), (Words{"1", "22"}));
    EXPECT_EQ(words(regexSplit("x*"), "axxb"), (Words{"a", "xx", "b"})) << "an empty match cuts and is no word";
}

TEST(PreTokenizer, PutsByteLevelsSpaceBeforeEveryPiece) {
    const Json byteLevel = {{"type", "ByteLevel"}, {"add_prefix_space", true}};
    EXPECT_EQ(words(byteLevel, "I'm 5"), (Words{" I", "'m", " 5"}));
    EXPECT_EQ(words(byteLevel, " a"), (Words{" a"}));
    const Json digits = {{"type", "Digits"}, {"individual_digits", true}};
    EXPECT_EQ(words({{"type", "Sequence"}, {"pretokenizers", {digits, byteLevel}}}, "a1"), (Words{" a", " 1"}));
    EXPECT_EQ(words({{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", false}}, "a b"), Words{"a b"});
}

constexpr char kLlama3[] =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

TEST(PreTokenizer, KnowsThePatternsOfPublishedModels) {
    const std::string text = "I'LL pay $1234  now!!\n\n x";
    EXPECT_EQ(words(regexSplit(kLlama3), text),
              (Words{"I", "'LL", " pay", " $", "123", "4", " ", " now", "!!\n\n", " x"}));
    std::string qwen2 = kLlama3;
    qwen2.replace(qwen2.find("{1,3}"), 5, "");
    EXPECT_EQ(words(regexSplit(qwen2), text),
              (Words{"I", "'LL", " pay", " $", "1", "2", "3", "4", " ", " now", "!!\n\n", " x"}));
    const std::string bloom = " ?[^(\\s|[.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C])]+";
    EXPECT_EQ(words(regexSplit(bloom), "Hi you, (a)|me\u3002"),
              (Words{"Hi", " you", ", (", "a", ")|", "me", "\u3002"}));
}

TEST(PreTokenizer, TakesAMegabyteOfOneCharacter) {
    for (const std::string& unit : {std::string(" "), std::string("a"), std::string("\n"), std::string("\U0001F600")}) {
        std::string text;
        while (text.size() < 1'000'000) text += unit;
        for (const char* pattern : {kLlama3, "(?:a|b|\\s)+"}) {
            std::string joined;
            for (const std::string& word : words(regexSplit(pattern), text)) joined += word;
            EXPECT_EQ(joined, text);
        }
    }
}

TEST(PreTokenizer, MatchesBeyondTheCompiledMatchersStack) {
    EXPECT_EQ(words(regexSplit("(?:a|b)+", "Removed"), std::string(100'000, 'a') + "c"), Words{"c"});
}

TEST(PreTokenizer, RefusesWhatItDoesNotKnowByName) {
    const auto refusal = [](const Json& json) -> std::string {
        try {
            words(json, "");
        } catch (const Error& error) {
            return error.message();
        }
        return "taken";
    };
    EXPECT_NE(refusal({{"type", "Metaspace"}}).find("'Metaspace' is not supported"), std::string::npos);
    EXPECT_NE(refusal({{"type", "Split"}, {"pattern", Json::object()}, {"behavior", "Removed"}}).find("Regex"),
              std::string::npos);
    EXPECT_NE(refusal(regexSplit("a", "Sometimes")).find("pre_tokenizer.behavior is 'Sometimes'"), std::string::npos);
    EXPECT_NE(refusal(regexSplit("(a")).find("pattern.Regex is no usable regular expression"), std::string::npos);
    EXPECT_NE(refusal(regexSplit("[a&&b]")).find("an intersection of sets is not supported"), std::string::npos);
    const Json late = {{"type", "Sequence"}, {"pretokenizers", {{{"type", "ByteLevel"}}, {{"type", "Digits"}}}}};
    EXPECT_NE(refusal(late).find("pretokenizers[1]: a step after ByteLevel"), std::string::npos);
    EXPECT_NE(refusal(Json("ByteLevel")).find("must be an object"), std::string::npos);
    EXPECT_NE(refusal({{"type", 7}}).find("pre_tokenizer.type must be a text"), std::string::npos);
}

}  // namespace
}  // namespace detox
