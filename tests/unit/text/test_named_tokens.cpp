// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/text/tiny_bpe.h"

namespace detox {
namespace {

using Ids = std::vector<TokenId>;
const Json kRoberta = {{"model_type", "roberta"}};
const std::vector<std::string> kRobertaExtra = {"<s>", "<pad>", "</s>", "<unk>", "<mask>"};  // ids 256–260

TEST(NamedTokens, RobertaWrapsAndItsMaskSwallowsSpacesToTheLeft) {
    const auto tokenizer = TinyBpe({}, kRobertaExtra).load(kRoberta);
    EXPECT_EQ(tokenizer->encode("", SpecialTokens::Add), (Ids{256, 258}));
    EXPECT_EQ(tokenizer->encode("a \t<mask> b", SpecialTokens::Add), (Ids{256, 'a', 260, ' ', 'b', 258}));
    EXPECT_EQ(tokenizer->encode("a </s> b", SpecialTokens::None), (Ids{'a', ' ', 258, ' ', 'b'}));
    EXPECT_EQ(tokenizer->pad(), 257);
    EXPECT_EQ(tokenizer->mask(), 260);
    EXPECT_EQ(tokenizer->decode(Ids{256, 'a', 260, 258}, ShowSpecial::Keep), "<s>a<mask></s>");
    EXPECT_EQ(tokenizer->decode(Ids{256, 'a', 260, 258}, ShowSpecial::Skip), "a");
}

TEST(NamedTokens, Gpt2AddsNothingUnlessAsked) {
    const TinyBpe folder;
    EXPECT_EQ(folder.load()->encode("a", SpecialTokens::Add), (Ids{'a'}));
    EXPECT_EQ(folder.load()->encode("a<|endoftext|>b", SpecialTokens::None), (Ids{'a', 256, 'b'}));
    EXPECT_EQ(folder.load()->pad(), std::nullopt);
    folder.write("tokenizer_config.json", R"({"add_bos_token": true, "add_prefix_space": true})");
    EXPECT_EQ(folder.load()->encode("a", SpecialTokens::Add), (Ids{256, ' ', 'a'}));
}

TEST(NamedTokens, RobertaPrefixesASpaceOnlyWhereNoneIs) {
    const TinyBpe folder({}, kRobertaExtra);
    folder.write("tokenizer_config.json", R"({"add_prefix_space": true})");
    const auto tokenizer = folder.load(kRoberta);
    EXPECT_EQ(tokenizer->encode("a", SpecialTokens::None), (Ids{' ', 'a'}));
    EXPECT_EQ(tokenizer->encode("\ta", SpecialTokens::None), (Ids{'\t', 'a'}));
    EXPECT_EQ(tokenizer->encode("", SpecialTokens::None), Ids{});
}

TEST(NamedTokens, ComeFromTheFilesBesideTheVocabulary) {
    const TinyBpe folder;
    folder.write("tokenizer_config.json", R"({"pad_token": "[PAD]", "eos_token": {"content": "<|endoftext|>"}})");
    folder.write("added_tokens.json", R"({"<user>": 257})");
    folder.write("special_tokens_map.json", R"({"additional_special_tokens": [{"content": "<sys>", "rstrip": true}]})");
    const auto tokenizer = folder.load();
    EXPECT_EQ(tokenizer->size(), 260);
    EXPECT_EQ(tokenizer->pad(), 258) << "a special token the vocabulary lacks follows the last id";
    EXPECT_EQ(tokenizer->idOf("<sys>"), 259);
    EXPECT_EQ(tokenizer->encode("a <user> b", SpecialTokens::None), (Ids{'a', 257, 'b'})) << "swallows both sides";
    EXPECT_EQ(tokenizer->encode("a <sys> b", SpecialTokens::None), (Ids{'a', ' ', 259, 'b'}));
    EXPECT_FALSE(tokenizer->isSpecial(257));
    EXPECT_EQ(tokenizer->bytesOf(257), "<user>");
    EXPECT_TRUE(tokenizer->isSpecial(258));
    EXPECT_EQ(tokenizer->bytesOf(258), "");
}

TEST(NamedTokens, TheLongestOfSeveralWins) {
    const TinyBpe folder;
    folder.write("tokenizer_config.json", R"({"added_tokens_decoder": {
        "257": {"content": "<x>", "special": false}, "258": {"content": "<x>y", "special": true}}})");
    const auto tokenizer = folder.load();
    EXPECT_EQ(tokenizer->encode("<x>y <x>", SpecialTokens::None), (Ids{258, ' ', 257}));
    EXPECT_TRUE(tokenizer->isSpecial(258));
}

TEST(NamedTokens, TruncationKeepsWhatStandsAroundTheText) {
    const auto tokenizer = TinyBpe({}, kRobertaExtra).load(kRoberta);
    EXPECT_EQ(encodeTruncated(*tokenizer, "abcdef", 8), (Ids{256, 'a', 'b', 'c', 'd', 'e', 'f', 258}));
    EXPECT_EQ(encodeTruncated(*tokenizer, "abcdef", 5), (Ids{256, 'a', 'b', 'c', 258}));
    EXPECT_EQ(encodeTruncated(*tokenizer, "<s><s>", 3), (Ids{256, 256, 258}));
}

}  // namespace
}  // namespace detox
