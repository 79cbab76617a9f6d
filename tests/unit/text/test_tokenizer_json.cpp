// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "tests/unit/text/random_text.h"
#include "tests/unit/text/tiny_tokenizer_json.h"

namespace detox {
namespace {

using Ids = std::vector<TokenId>;

Ids plain(const Tokenizer& tokenizer, const std::string& text) {
    return tokenizer.encode(text, SpecialTokens::None);
}

/// GPT-NeoX's file in small: NFC, a special token, runs of spaces as added tokens. Merges from id 256 on.
Json tinyNeoX() {
    Json json = tinyByteLevelJson({"\u0120 t", "t h", "\u0120t h", "h e", "\u0120th e", "\u00C3 \u00A9"});
    json["normalizer"] = {{"type", "NFC"}};
    json["added_tokens"] = {{{"id", 262}, {"content", "<|endoftext|>"}, {"special", true}, {"normalized", false}},
                            {{"id", 263}, {"content", "   "}, {"special", false}, {"normalized", true}},
                            {{"id", 264}, {"content", "  "}, {"special", false}, {"normalized", true}}};
    return json;
}

TEST(TokenizerJson, ReadsByteLevelBpe) {
    const auto tokenizer = TinyTokenizerJson(tinyNeoX()).load({{"model_type", "gpt_neox"}});
    EXPECT_EQ(tokenizer->size(), 265);
    EXPECT_EQ(plain(*tokenizer, "the the"), (Ids{257, 'e', 260})) << "'t h' is a better rule than 'h e'";
    EXPECT_EQ(plain(*tokenizer, "caf\u0065\u0301"), (Ids{'c', 'a', 'f', 261})) << "composed first";
    EXPECT_EQ(plain(*tokenizer, "a     b<|endoftext|>"), (Ids{'a', 263, 264, 'b', 262}));
    EXPECT_EQ(tokenizer->decode(Ids{'a', 263, 260, 262}, ShowSpecial::Keep), "a    the<|endoftext|>");
    EXPECT_EQ(tokenizer->decode(Ids{'a', 263, 260, 262}, ShowSpecial::Skip), "a    the");
    EXPECT_EQ(tokenizer->eos(), 262) << "GPT-NeoX's own class says so";
    EXPECT_EQ(tokenizer->bytesOf(262), "");
}

TEST(TokenizerJson, GivesBackTenThousandRandomTexts) {
    Json json = tinyNeoX();
    json["normalizer"] = nullptr;
    const auto tokenizer = TinyTokenizerJson(json).load();
    for (std::uint32_t number = 0; number < 10'000; ++number) {
        const std::string text = randomText(number);
        ASSERT_EQ(tokenizer->decode(plain(*tokenizer, text), ShowSpecial::Skip), text) << "text " << number;
    }
}

TEST(TokenizerJson, ReadsMergesAsTextsOrPairs) {
    Json pairs = tinyNeoX();
    for (Json& merge : pairs["model"]["merges"]) {
        const auto text = merge.get<std::string>();
        merge = {text.substr(0, text.find(' ')), text.substr(text.find(' ') + 1)};
    }
    const auto one = TinyTokenizerJson(tinyNeoX()).load();
    const auto other = TinyTokenizerJson(pairs).load();
    for (const std::string& text : plainSentences(50)) EXPECT_EQ(plain(*one, text), plain(*other, text));
}

TEST(TokenizerJson, TakesWholeWordsWithoutMergingWhereAsked) {
    Json json = tinyByteLevelJson({"a b"});
    json["model"]["vocab"]["\u0120xyz"] = 257;
    EXPECT_EQ(plain(*TinyTokenizerJson(json).load(), "ab xyz"), (Ids{256, ' ', 'x', 'y', 'z'}));
    json["model"]["ignore_merges"] = true;
    EXPECT_EQ(plain(*TinyTokenizerJson(json).load(), "ab xyz"), (Ids{256, 257}));
}

TEST(TokenizerJson, UnknownBytesAreLeftOutOrNamed) {
    Json json = tinyByteLevelJson({"a b"});
    for (const char* letter : {"x", "y"}) json["model"]["vocab"].erase(letter);
    EXPECT_EQ(plain(*TinyTokenizerJson(json).load(), "axyb"), Ids{256}) << "what is left merges";
    json["model"]["unk_token"] = "u";
    EXPECT_EQ(plain(*TinyTokenizerJson(json).load(), "axyb"), (Ids{'a', 'u', 'u', 'b'}));
    json["model"]["fuse_unk"] = true;
    EXPECT_EQ(plain(*TinyTokenizerJson(json).load(), "axybx"), (Ids{'a', 'u', 'b', 'u'}));
}

TEST(TokenizerJson, ReadsBert) {
    const auto tokenizer =
        TinyTokenizerJson(tinyBertJson({"un", "##aff", "##able", ",", "the", "!"})).load({{"model_type", "bert"}});
    const Ids ids = tokenizer->encode("The un\u00E1ffable, [MASK] xyz!", SpecialTokens::Add);
    EXPECT_EQ(ids, (Ids{2, 9, 5, 6, 7, 8, 4, 1, 10, 3}));
    EXPECT_EQ(tokenizer->decode(ids, ShowSpecial::Keep), "[CLS] the unaffable, [MASK] [UNK]! [SEP]");
    EXPECT_EQ(tokenizer->decode(ids, ShowSpecial::Skip), "the unaffable,!");
    EXPECT_EQ(tokenizer->bytesOf(9), " the");
    EXPECT_EQ(tokenizer->bytesOf(6), "aff");
    EXPECT_EQ(tokenizer->pad(), 0);
    EXPECT_EQ(tokenizer->mask(), 4);
    EXPECT_EQ(encodeTruncated(*tokenizer, "the the the", 4), (Ids{2, 9, 9, 3}));
}

TEST(TokenizerJson, TakesRolesFromTheFilesBeside) {
    const TinyTokenizerJson folder(tinyNeoX());
    folder.write(
        "tokenizer_config.json",
        R"({"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<|endoftext|>", "pad_token": "<pad>"})");
    const auto tokenizer = folder.load();
    EXPECT_EQ(tokenizer->bos(), std::nullopt);
    EXPECT_EQ(tokenizer->eos(), 262);
    EXPECT_EQ(tokenizer->pad(), 265) << "a special token the file lacks follows the last id";
    EXPECT_EQ(plain(*tokenizer, "a <pad> b"), (Ids{'a', ' ', 265, ' ', 'b'})) << "and swallows nothing";
}

TEST(TokenizerJson, LlamasClassWritesItsOwnTemplate) {
    Json json = tinyByteLevelJson();
    json["added_tokens"] = {{{"id", 256}, {"content", "<s>"}, {"special", true}},
                            {{"id", 257}, {"content", "</s>"}, {"special", true}}};
    const TinyTokenizerJson folder(json);
    folder.write("tokenizer_config.json",
                 R"({"tokenizer_class": "LlamaTokenizerFast", "add_eos_token": true, "unk_token": "</s>"})");
    EXPECT_EQ(folder.load()->encode("a", SpecialTokens::Add), (Ids{256, 'a', 257}));
}

TEST(TokenizerJson, IsReadOnlyWhereTheSlowFilesAreNotKnown) {
    const TinyTokenizerJson folder(tinyNeoX());
    folder.write("vocab.json", R"({"a": 0, "<|endoftext|>": 1})");
    folder.write("merges.txt", "#version: 0.2\n");
    EXPECT_EQ(folder.load({{"model_type", "gpt2"}})->size(), 2);
    EXPECT_EQ(folder.load({{"model_type", "qwen2"}})->size(), 265);
    folder.write("tokenizer_config.json", R"({"tokenizer_class": "Qwen2Tokenizer"})");
    EXPECT_EQ(folder.load()->size(), 265);
    folder.write("tokenizer_config.json", R"({"tokenizer_class": "GPT2TokenizerFast"})");
    EXPECT_EQ(folder.load()->size(), 2);
}

std::string refusal(const Json& json) {
    const auto tokenizer = TinyTokenizerJson(json).tryLoad();
    return tokenizer.ok() ? std::string("loaded") : tokenizer.error().message();
}

/// The refusal of a small byte-level file with one value changed.
std::string refusalWith(const std::string& pointer, const Json& value) {
    Json json = tinyByteLevelJson({"a b"});
    json[Json::json_pointer(pointer)] = value;
    return refusal(json);
}

TEST(TokenizerJson, RefusesWhatItDoesNotImplementByName) {
    const auto names = [](const std::string& pointer, const Json& value, const std::string& named) {
        const std::string message = refusalWith(pointer, value);
        EXPECT_NE(message.find("/tokenizer.json"), std::string::npos) << message;
        EXPECT_NE(message.find(named), std::string::npos) << message;
        EXPECT_TRUE(message.ends_with('.')) << message;
    };
    names("/model/type", "Unigram", "the model 'Unigram' is not supported");
    names("/model/type", "WordLevel", "'WordLevel'");
    names("/model/byte_fallback", true, "byte_fallback");
    names("/model/dropout", 0.1, "model.dropout is not supported");
    names("/model/end_of_word_suffix", "</w>", "model.end_of_word_suffix");
    names("/normalizer", {{"type", "Replace"}}, "'Replace'");
    names("/pre_tokenizer", {{"type", "Metaspace"}}, "'Metaspace'");
    names("/post_processor", {{"type", "Wrap"}}, "'Wrap'");
    names("/decoder", {{"type", "BPEDecoder"}}, "'BPEDecoder'");
    names("/decoder", nullptr, "lacks \"decoder\"");
    EXPECT_NE(refusalWith("/pre_tokenizer", nullptr).find("BPE is supported with the pre-tokenizer"),
              std::string::npos);
    EXPECT_NE(refusalWith("/decoder", {{"type", "WordPiece"}}).find("BPE is supported with"), std::string::npos);
}

TEST(TokenizerJson, RefusesMalformedFiles) {
    const auto names = [](const std::string& pointer, const Json& value, const std::string& named) {
        const std::string message = refusalWith(pointer, value);
        EXPECT_NE(message.find(named), std::string::npos) << message;
    };
    names("/model", nullptr, "lacks \"model\"");
    names("/model/vocab", Json::array(), "model.vocab must map tokens to their ids");
    names("/model/vocab", Json::object(), "model.vocab must map tokens to their ids");
    names("/model/vocab/a", 98, "the id 98 is given to two tokens");
    names("/model/vocab/a", -1, "the token 'a' has no valid id");
    names("/model/vocab/a", 1e300, "the token 'a' has no valid id");
    names("/model/vocab/a", 18446744073709551615ULL, "the token 'a' has no valid id");
    names("/model/vocab/a", 9'000'000, "the token 'a' has no valid id");
    names("/model/merges", "a b", "model.merges must be a list");
    names("/model/merges/0", "a", "model.merges[0] must be two symbols");
    names("/model/merges/0", "a b c", "model.merges[0] must be two symbols");
    names("/model/merges/0", {"a"}, "model.merges[0] must be two symbols");
    names("/model/merges/0", "a c", "model.merges[0] names the symbol 'ac', which the vocabulary lacks");
    names("/model/merges/0", " b", "model.merges[0] names the symbol ''");
    names("/model/unk_token", "<unk>", "model.unk_token is no token of the vocabulary");
    names("/added_tokens", 5, "added_tokens must be a list");
    names("/added_tokens", {{{"id", 3}, {"content", "<x>"}}}, "the added token '<x>' claims id 3");
    names("/added_tokens", {{{"id", 9'000'000}, {"content", "<x>"}}}, "the added token '<x>' claims id 9000000");
    names("/post_processor", {{"type", "BertProcessing"}, {"cls", {"a", 999}}, {"sep", {"b", 1}}}, "names the id 999");
    EXPECT_NE(refusal(Json::array()).find("must be an object"), std::string::npos);
}

TEST(TokenizerJson, RefusesDeepNesting) {
    Json deep = {{"type", "NFC"}};
    for (int level = 0; level < 100; ++level) deep = {{"type", "Sequence"}, {"normalizers", {deep}}};
    EXPECT_NE(refusalWith("/normalizer", deep).find("nested deeper than"), std::string::npos);
}

/// Every value of a JSON document, by pointer.
void collectPointers(const Json& json, const std::string& at, std::vector<std::string>& pointers) {
    pointers.push_back(at);
    if (json.is_structured() && json.size() < 100) {
        for (const auto& [key, value] : json.items()) collectPointers(value, at + "/" + key, pointers);
    }
}

TEST(TokenizerJson, NoWrongTypeCrashes) {
    Json neox = tinyNeoX();
    neox["pre_tokenizer"] = {
        {"type", "Sequence"},
        {"pretokenizers",
         {{{"type", "Split"}, {"pattern", {{"Regex", "\\d"}}}, {"behavior", "Isolated"}, {"invert", false}},
          {{"type", "Punctuation"}, {"behavior", "Isolated"}},
          {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", true}}}}};
    for (const Json& whole : {neox, tinyBertJson({"a", "##b"})}) {
        std::vector<std::string> pointers;
        collectPointers(whole, "", pointers);
        ASSERT_GT(pointers.size(), 30U);
        for (const std::string& pointer : pointers) {
            for (const Json& wrong : {Json(nullptr), Json(true), Json(-1), Json(1e308), Json(18446744073709551615ULL),
                                      Json(""), Json("Sequence"), Json::array(), Json::object(), Json{{"type", ""}}}) {
                Json json = whole;
                json[Json::json_pointer(pointer)] = wrong;
                const auto tokenizer = TinyTokenizerJson(json).tryLoad();
                if (!tokenizer) {
                    EXPECT_TRUE(tokenizer.error().message().ends_with('.')) << tokenizer.error().message();
                    EXPECT_EQ(tokenizer.error().message().find('\n'), std::string::npos);
                    continue;
                }
                const Ids ids = (*tokenizer)->encode("a  b1, [MASK]<|endoftext|>", SpecialTokens::Add);
                static_cast<void>((*tokenizer)->decode(ids, ShowSpecial::Keep));
            }
        }
    }
}

}  // namespace
}  // namespace detox
