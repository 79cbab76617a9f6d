// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/text/pipeline/decoder.h"
#include "core/text/pipeline/word_piece.h"

namespace detox {
namespace {

using Ids = std::vector<TokenId>;

Ids encoded(const std::string& word, WordPieceOptions options = {}) {
    const std::vector<std::string> tokens = {"[UNK]", "un",  "##aff", "##able", "##a",     "",
                                             "able",  "##f", "##",    "\u00E9", "##\u00E9"};
    const WordPiece model(tokens, std::move(options));
    Ids ids;
    model.encode(word, ids);
    return ids;
}

TEST(WordPiece, TakesTheLongestPieceFromTheLeft) {
    EXPECT_EQ(encoded("unaffable"), (Ids{1, 2, 3}));
    EXPECT_EQ(encoded("able"), Ids{6});
    EXPECT_EQ(encoded("unaf"), (Ids{1, 4, 7}));
    EXPECT_EQ(encoded("\u00E9\u00E9"), (Ids{9, 10}));
    EXPECT_EQ(encoded(""), Ids{});
}

TEST(WordPiece, OneMissingPieceMakesTheWordUnknown) {
    EXPECT_EQ(encoded("unaffablex"), Ids{0});
    EXPECT_EQ(encoded("aff"), Ids{0}) << "only inside a word";
    EXPECT_EQ(encoded("##aff"), Ids{2}) << "the mark itself is text";
    EXPECT_EQ(encoded("##"), Ids{8});
    EXPECT_EQ(encoded("un\u00EA"), Ids{0}) << "shares its first byte with an entry";
}

/// Not size by size: with a piece of 100 KB that is 2·10^9 look-ups of a long text.
TEST(WordPiece, TriesOnlyTheSizesThatPiecesHave) {
    const std::vector<std::string> tokens = {"[UNK]", "a", "##a", "##" + std::string(100'000, 'b')};
    const WordPiece model(tokens, {.maxCharacters = 1'000'000});
    Ids ids;
    model.encode(std::string(60'000, 'a'), ids);
    EXPECT_EQ(ids.size(), 60'000U);
}

TEST(WordPiece, CountsCharactersNotBytes) {
    EXPECT_EQ(encoded("\u00E9\u00E9\u00E9", {.maxCharacters = 3}), (Ids{9, 10, 10}));
    EXPECT_EQ(encoded("\u00E9\u00E9\u00E9", {.maxCharacters = 2}), Ids{0});
}

TEST(WordPiece, TextComesBackWithoutMarks) {
    const Decoder plain{Decoder::Kind::WordPiece, "##", false};
    const Decoder tidy{Decoder::Kind::WordPiece, "##", true};
    EXPECT_EQ(wordPieceText("##ing", plain), "ing");
    EXPECT_EQ(wordPieceText("go", plain), " go");
    EXPECT_EQ(wordPieceText(",", plain), " ,");
    EXPECT_EQ(wordPieceText(",", tidy), ",");
    EXPECT_EQ(wordPieceText("n't", tidy), "n't");
    EXPECT_EQ(wordPieceText("go", tidy), " go");
}

TEST(WordPiece, DecodersAreRefusedByName) {
    const auto refusal = [](const Json& json) -> std::string {
        try {
            static_cast<void>(readDecoder(JsonPart(json, "tokenizer.json: decoder")));
        } catch (const Error& error) {
            return error.message();
        }
        return "taken";
    };
    EXPECT_NE(refusal({{"type", "Metaspace"}}).find("'Metaspace' is not supported"), std::string::npos);
    EXPECT_NE(refusal({{"type", "WordPiece"}, {"cleanup", 1}}).find("decoder.cleanup must be true or false"),
              std::string::npos);
    EXPECT_EQ(refusal({{"type", "Sequence"}, {"decoders", {{{"type", "ByteLevel"}}}}}), "taken");
    EXPECT_NE(refusal({{"type", "Sequence"}, {"decoders", Json::array()}}).find("not of 0"), std::string::npos);
}

}  // namespace
}  // namespace detox
