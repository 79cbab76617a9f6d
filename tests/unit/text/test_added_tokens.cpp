// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/text/pipeline/added_tokens.h"
#include "core/text/pipeline/normalizer.h"

namespace detox {
namespace {

/// The text with each token as its id in angle brackets and each stretch between bars.
std::string shown(const Json& entries, const std::string& text, LookFor lookFor = LookFor::InRawText) {
    const Json lower = {{"type", "Lowercase"}};
    const Normalizer normalizer{JsonPart(lower, "normalizer")};
    const AddedTokenSplitter splitter(readAddedTokens(JsonPart(entries, "added_tokens")), lookFor, normalizer);
    std::string out;
    for (const Segment& segment : splitter.split(text)) {
        out += segment.id ? "<" + std::to_string(*segment.id) + ">" : "|" + std::string(segment.text) + "|";
    }
    return out;
}

Json token(int id, const std::string& content, const Json& more = Json::object()) {
    Json json = {{"id", id}, {"content", content}, {"normalized", false}};
    json.update(more);
    return json;
}

TEST(AddedTokens, TheLeftmostAndThenLongestWins) {
    const Json entries = {token(1, "ab"), token(2, "abc"), token(3, "bcd")};
    EXPECT_EQ(shown(entries, "xabcdab"), "|x|<2>|d|<1>");
    EXPECT_EQ(shown(entries, ""), "");
}

TEST(AddedTokens, SwallowSpacesWhereTheySaySo) {
    const Json entries = {token(1, "<l>", {{"lstrip", true}}), token(2, "<r>", {{"rstrip", true}}), token(3, "<n>")};
    EXPECT_EQ(shown(entries, "a \u3000<l> b <r> \n c <n> "), "|a|<1>| b |<2>|c |<3>| |");
    EXPECT_EQ(shown(entries, "<r> <l>"), "<2><1>") << "spaces that are taken are not taken again";
}

TEST(AddedTokens, WholeWordsStandBetweenOtherCharacters) {
    const Json entries = {token(1, "cat", {{"single_word", true}})};
    EXPECT_EQ(shown(entries, "cat concat cats cat. \u00E9cat"), "<1>| concat cats |<1>|. \u00E9cat|");
}

TEST(AddedTokens, AreLookedForBeforeOrAfterNormalisation) {
    const Json entries = {token(1, "[X]", {{"special", true}}), token(2, "Y", {{"normalized", true}})};
    EXPECT_EQ(shown(entries, "[X][x]Yy"), "<1>|[x]Yy|");
    EXPECT_EQ(shown(entries, "[x]yy", LookFor::InNormalizedText), "|[x]|<2><2>") << "its content is normalised too";
}

TEST(AddedTokens, RefuseBadEntries) {
    for (const Json& bad : {Json(5), Json{{"id", -1}, {"content", "a"}}, Json{{"id", 1}, {"content", ""}},
                            Json{{"id", 1.5}, {"content", "a"}}, Json{{"id", 1e30}, {"content", "a"}},
                            Json{{"id", 18446744073709551615ULL}, {"content", "a"}}, Json{{"id", 1}},
                            Json{{"id", 1}, {"content", "a"}, {"lstrip", "yes"}}}) {
        const Json entries = Json::array({bad});
        EXPECT_THROW(static_cast<void>(readAddedTokens(JsonPart(entries, "added_tokens"))), Error) << bad;
    }
}

}  // namespace
}  // namespace detox
