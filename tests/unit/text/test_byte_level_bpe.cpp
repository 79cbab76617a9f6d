// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>

#include "core/text/bpe_merges.h"
#include "core/text/word_splitter.h"
#include "tests/unit/text/tiny_bpe.h"

namespace detox {
namespace {

using Ids = std::vector<TokenId>;

/// The reference's algorithm, word for word (openai/gpt-2 src/encoder.py, bpe): quadratic, but plainly right.
std::vector<std::string> mergeSlowly(std::vector<std::string> word, const std::vector<std::string>& merges) {
    for (;;) {
        std::size_t best = merges.size();
        for (std::size_t i = 0; i + 1 < word.size(); ++i) {
            const auto found = std::ranges::find(merges, word[i] + " " + word[i + 1]);
            best = std::min(best, static_cast<std::size_t>(found - merges.begin()));
        }
        if (best == merges.size()) return word;
        std::vector<std::string> merged;
        for (std::size_t i = 0; i < word.size(); ++i) {
            const bool hit = i + 1 < word.size() && word[i] + " " + word[i + 1] == merges[best];
            merged.push_back(hit ? word[i] + word[i + 1] : word[i]);
            if (hit) ++i;
        }
        word = std::move(merged);
    }
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    WordSplitter::create().value().split(text, [&](std::string_view word) { words.emplace_back(word); });
    return words;
}

TEST(BpeMerges, MergesAsTheReferenceDoes) {
    // The third pair makes "ab" a better rule's left side after the fact; overlaps and repeats are in every draw.
    const std::vector<std::string> rules = {"a a", "ab c", "a b", "aa a", "c c", "aa ab", "b c", "cc b", "aab cc"};
    std::string file = "#version: 0.2\n";
    for (const std::string& rule : rules) file += rule + "\n";
    auto merges = BpeMerges::parse(file, "merges.txt");
    ASSERT_TRUE(merges.ok());
    for (std::uint32_t sample = 0; sample < 2000; ++sample) {
        std::vector<std::string> word;
        std::vector<BpeMerges::Symbol> symbols;
        for (std::uint32_t i = 0; i < 1 + sample % 17; ++i) {
            const auto letter = randomInteger({.seed = 5, .sample = sample, .token = i}, 'a', 'c');
            word.emplace_back(1, static_cast<char>(letter));
            symbols.push_back(merges->intern(word.back()));
        }
        merges->apply(symbols);
        std::vector<std::string> texts;
        for (const auto symbol : symbols) texts.push_back(merges->symbols()[symbol]);
        ASSERT_EQ(texts, mergeSlowly(word, rules)) << "sample " << sample;
    }
}

TEST(BpeMerges, TakesTheBestPairAfterEveryMergeWhereAsked) {
    // By hand, "abab" with "ab a" before "a b": whole rules give [ab, ab]; pair by pair, the first "ab" finds its "a".
    for (const auto& [order, expected] : {std::pair{MergeOrder::WholeRule, std::vector<std::string>{"ab", "ab"}},
                                          {MergeOrder::BestPair, {"aba", "b"}}}) {
        BpeMerges merges(order);
        ASSERT_TRUE(merges.add("ab", "a") && merges.add("a", "b"));
        std::vector<BpeMerges::Symbol> word;
        for (const char* letter : {"a", "b", "a", "b"}) word.push_back(merges.intern(letter));
        merges.apply(word);
        std::vector<std::string> texts;
        for (const auto symbol : word) texts.push_back(merges.symbols()[symbol]);
        EXPECT_EQ(texts, expected);
    }
}

TEST(BpeMerges, NamesTheBadLine) {
    const auto merges = BpeMerges::parse("#version: 0.2\na b\nabc\n", "merges.txt");
    ASSERT_FALSE(merges.ok());
    EXPECT_NE(merges.error().message().find("merges.txt, line 3"), std::string::npos);
}

TEST(WordSplitter, SplitsAsThePublishedPatternDoes) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(split("I'll say  it's 42nd!?\n\n x"),
              (Words{"I", "'ll", " say", " ", " it", "'s", " 42", "nd", "!?", "\n\n", " x"}));
    EXPECT_EQ(split("a \t "), (Words{"a", " \t "}));
    EXPECT_EQ(split("a\u00A0\u3000b"), (Words{"a", "\u00A0", "\u3000", "b"}));
    EXPECT_EQ(split("a \u180Eb"), (Words{"a", " \u180E", "b"})) << "U+180E is no white space";
}

TEST(ByteLevelBpe, GivesBackTenThousandRandomTexts) {
    const TinyBpe folder({"\u0120 t", "t h", "\u0120t h", "h e", "\u0120th e", "\u00C3 \u00A9", "e r", "0 0", "! !"});
    const auto tokenizer = folder.load();
    for (std::uint32_t number = 0; number < 10'000; ++number) {
        const std::string text = randomText(number);
        const Ids ids = tokenizer->encode(text, SpecialTokens::Add);
        ASSERT_EQ(tokenizer->decode(ids, ShowSpecial::Skip), text) << "text " << number;
        std::string joined;
        for (const TokenId id : ids) joined += tokenizer->bytesOf(id);
        ASSERT_EQ(joined, text) << "text " << number;
    }
}

TEST(ByteLevelBpe, ReplacesIllFormedBytesFirst) {
    const auto tokenizer = TinyBpe().load();
    EXPECT_EQ(tokenizer->encode("a\xFFz", SpecialTokens::None), (Ids{'a', 0xEF, 0xBF, 0xBD, 'z'}));
    EXPECT_EQ(tokenizer->decode(Ids{'a', 0xE2, 0x82, 'b', 9999, -1}, ShowSpecial::Keep), "a\uFFFDb");
}

TEST(ByteLevelBpe, TakesLongRunsInAlmostLinearTime) {
    const TinyBpe folder({"a a", "aa aa", "aaaa aaaa", "\u0120 \u0120", "\u0120\u0120 \u0120\u0120", "\u00F0 \u0141"});
    const auto tokenizer = folder.load();
    for (const std::string& unit : {std::string(" "), std::string("a"), std::string("\U0001F600")}) {
        std::string text;
        while (text.size() < 1'000'000) text += unit;
        const auto start = std::chrono::steady_clock::now();
        const Ids ids = tokenizer->encode(text, SpecialTokens::None);
        // A hang, not a speed: quadratic merging of a million symbols takes hours.
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
        EXPECT_EQ(tokenizer->decode(ids, ShowSpecial::Keep), text);
    }
}

TEST(ByteLevelBpe, RefusesBrokenFiles) {
    const auto refused = [](const std::string& file, const std::string& text) {
        const TinyBpe folder;
        folder.write(file, text);
        const auto tokenizer = folder.tryLoad();
        return tokenizer.ok() ? std::string("loaded") : tokenizer.error().message();
    };
    EXPECT_NE(refused("vocab.json", R"({"a": 0, "b": 0})").find("two tokens"), std::string::npos);
    EXPECT_NE(refused("vocab.json", R"({"a": -1})").find("no valid id"), std::string::npos);
    EXPECT_NE(refused("vocab.json", R"({"a": 4000000000})").find("no valid id"), std::string::npos);
    EXPECT_NE(refused("vocab.json", R"({"a": 0)").find("vocab.json"), std::string::npos);
    EXPECT_NE(refused("vocab.json", "[]").find("vocab.json"), std::string::npos);
    EXPECT_NE(refused("tokenizer_config.json", R"({"tokenizer_class": "BertTokenizer"})").find("BertTokenizer"),
              std::string::npos);
    EXPECT_NE(refused("added_tokens.json", R"({"<x>": 3})").find("<x>"), std::string::npos) << "id 3 is taken";
    EXPECT_NE(refused("added_tokens.json", R"({"<x>": 9000000})").find("<x>"), std::string::npos);
    const TemporaryFolder empty;
    const auto missing = loadTokenizer(empty.path(), {{"model_type", "gpt2"}});
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().kind(), ErrorKind::NotFound);
    for (const char* file : {"vocab.json with merges.txt", "tokenizer.model", "tokenizer.json"}) {
        EXPECT_NE(missing.error().message().find(file), std::string::npos) << file;
    }
}

}  // namespace
}  // namespace detox
