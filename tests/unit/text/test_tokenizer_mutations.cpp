// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a tokenizer, wrong in every way at hand: each loads and then works, or is refused in one sentence that
// names the file, before memory is taken on its word.
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/util/utf8.h"
#include "tests/support/allocation_peak.h"
#include "tests/unit/text/tiny_tokenizer_json.h"

namespace detox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// What one file of the folder is replaced by, and what the refusal says; empty: it loads and works.
struct Mutation {
    std::string name;
    std::string file;
    std::string bytes;
    std::string says;
};

using Mutations = std::vector<Mutation>;

constexpr const char* kEither = "loads or not";  ///< in place of what a refusal says
constexpr const char* kSomeText = "the a  b1, [MASK]<|endoftext|>\u00E9\U0001F600\xFF <x>";

std::string problemOf(const Result<std::unique_ptr<Tokenizer>>& tokenizer) {
    if (!tokenizer) return tokenizer.error().message();
    try {
        const auto ids = (*tokenizer)->encode(kSomeText, SpecialTokens::Add);
        for (const TokenId id : ids) EXPECT_TRUE(id >= 0 && id < (*tokenizer)->size());
        EXPECT_TRUE(utf8::isValid((*tokenizer)->decode(ids, ShowSpecial::Keep)));
    } catch (const Error& error) {
        return error.message();
    }
    return {};
}

std::string repeated(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

/// A small byte-level tokenizer.json with one value changed, as text.
std::string changed(const std::string& pointer, const Json& value) {
    Json json = tinyByteLevelJson({"t h", "th e"});
    json[Json::json_pointer(pointer)] = value;
    return json.dump();
}

std::string without(const std::string& part, const std::string& key) {
    Json json = tinyByteLevelJson({"t h", "th e"});
    json[Json::json_pointer(part)].erase(key);
    return json.dump();
}

Json split(const std::string& regex) {
    return {{"type", "Split"}, {"pattern", {{"Regex", regex}}}, {"behavior", "Isolated"}};
}

Json manySteps(const char* list, const Json& step, int count) {
    Json steps = Json::array();
    for (int i = 0; i < count; ++i) steps.push_back(step);
    return {{"type", "Sequence"}, {list, steps}};
}

/// `value` inside so many Sequences.
Json nested(const char* list, Json value, int levels) {
    for (int i = 0; i < levels; ++i) value = {{"type", "Sequence"}, {list, {value}}};
    return value;
}

Json addedTokens(int count, int gap) {
    Json added = Json::array();
    for (int i = 0; i < count; ++i)
        added.push_back({{"id", 258 + i * gap}, {"content", "<" + std::to_string(i) + ">"}});
    return added;
}

/// Before ByteLevel, which BPE must end with.
Json thenBytes(const Json& step) {
    return {{"type", "Sequence"}, {"pretokenizers", {step, {{"type", "ByteLevel"}, {"add_prefix_space", false}}}}};
}

Mutations ofParts() {
    const std::string file = "tokenizer.json";
    const std::string good = tinyByteLevelJson({"t h", "th e"}).dump();
    return {
        {"whole", file, good, ""},
        {"empty", file, "", "is not valid JSON"},
        {"cut short", file, good.substr(0, good.size() / 2), "is not valid JSON"},
        {"twice", file, good + good, "is not valid JSON"},
        {"a list", file, "[]", "must be an object"},
        {"UTF-16", file, "\xFF\xFE{", "is not valid JSON"},
        {"a zero byte", file, good + '\0', "has a zero byte"},
        {"a key twice", file, "{\"model\":{},\"model\":{}}", "has the key 'model' twice"},
        {"ill-formed UTF-8", file, "{\"mod\xC3\":1}", "is not valid JSON"},
        {"a million levels", file, std::string(1'000'000, '['), "nested deeper than 64 levels"},
        {"no model", file, without("", "model"), "lacks \"model\""},
        {"no decoder", file, without("", "decoder"), "lacks \"decoder\""},
        {"no pre-tokenizer", file, without("", "pre_tokenizer"), "BPE is supported with the pre-tokenizer"},
        {"no added tokens", file, without("", "added_tokens"), ""},
        {"no vocabulary", file, without("/model", "vocab"), "lacks \"vocab\""},
        {"no merges", file, without("/model", "merges"), "lacks \"merges\""},
        {"no type", file, without("/model", "type"), ""},
        {"no type of a step", file, without("/decoder", "type"), "lacks \"type\""},
    };
}

Mutations ofVocabulary() {
    const std::string file = "tokenizer.json";
    return {
        {"an id twice", file, changed("/model/vocab/a", 98), "the id 98 is given to two tokens"},
        {"an id below 0", file, changed("/model/vocab/a", -1), "the token 'a' has no valid id"},
        {"an id of 10^12", file, changed("/model/vocab/a", 1'000'000'000'000), "the token 'a' has no valid id"},
        {"an id of 2^63", file, changed("/model/vocab/a", 1ULL << 63U), "the token 'a' has no valid id"},
        {"a fraction as id", file, changed("/model/vocab/a", 97.5), "the token 'a' has no valid id"},
        {"1e300 as id", file, changed("/model/vocab/a", 1e300), "the token 'a' has no valid id"},
        {"a text as id", file, changed("/model/vocab/a", "97"), "the token 'a' has no valid id"},
        {"an empty token", file, changed("/model/vocab", {{"", 0}}), "the token '' has no valid id"},
        {"a list", file, changed("/model/vocab", Json::array({"a"})), "must map tokens to their ids"},
        {"nothing", file, changed("/model/vocab", Json::object()), "must map tokens to their ids"},
        {"a token of a megabyte", file, changed("/model/vocab/" + std::string(1U << 20U, 'z'), 300), ""},
        {"a line break and an escape", file, changed("/model/vocab/a\n\x1b[31m", -1), "the token 'a\\x0A\\x1B[31m'"},
        {"merges that are a text", file, changed("/model/merges", "t h"), "model.merges must be a list"},
        {"a merge of unknown tokens", file, changed("/model/merges/0", "t \u4E2D"), "which the vocabulary lacks"},
        {"a merge into an unknown token", file, changed("/model/merges/0", "h t"), "names the symbol 'ht'"},
        {"a merge of one", file, changed("/model/merges/0", "th"), "model.merges[0] must be two symbols"},
        {"a merge of three", file, changed("/model/merges/0", Json::array({"t", "h", "e"})), "must be two symbols"},
        {"a merge of numbers", file, changed("/model/merges/0", Json::array({1, 2})), "must be a text"},
        {"a merge of nothing", file, changed("/model/merges/0", " "), "names the symbol ''"},
        {"the same merge twice", file, changed("/model/merges/2", "t h"), ""},
    };
}

Mutations ofAddedTokens() {
    const std::string file = "tokenizer.json";
    const auto one = [&](const Json& id, const Json& content) {
        return changed("/added_tokens", Json::array({{{"id", id}, {"content", content}}}));
    };
    return {
        {"after the vocabulary", file, one(258, "<x>"), ""},
        {"at another's id", file, one(97, "<x>"), "the added token '<x>' claims id 97"},
        {"under another's name", file, one(300, "a"), "the added token 'a' claims id 300"},
        {"far outside", file, one(9'000'000, "<x>"), "claims id 9000000"},
        {"at 10^12", file, one(1'000'000'000'000, "<x>"), "must be a whole number from 0 to 10000000"},
        {"below 0", file, one(-1, "<x>"), "must be a whole number from 0 to 10000000"},
        {"without content", file, one(258, ""), "has no content"},
        {"of a number", file, one(258, 7), "content must be a text"},
        {"of a megabyte", file, one(258, std::string(1U << 20U, '<')), "an added token of more than 4096 bytes"},
        {"of 4 KiB", file, one(258, std::string(4096, '<')), ""},
        {"an id twice", file,
         changed("/added_tokens", {{{"id", 258}, {"content", "<x>"}}, {{"id", 258}, {"content", "<y>"}}}),
         "the added token '<y>' claims id 258"},
        {"each far behind the other", file, changed("/added_tokens", addedTokens(150, 65'000)), "far outside"},
        {"forty thousand", file, changed("/added_tokens", addedTokens(40'000, 1)), "more than 32768 added tokens"},
        {"ten thousand", file, changed("/added_tokens", addedTokens(10'000, 1)), ""},
    };
}

Mutations ofSteps() {
    const std::string file = "tokenizer.json";
    const Json nfc = {{"type", "NFC"}};
    const Json digits = {{"type", "Digits"}};
    const Json around = {{"type", "BertProcessing"}, {"cls", {"a", 97}}, {"sep", {"b", 98}}};
    return {
        {"nested deeply", file, changed("/normalizer", nested("normalizers", nfc, 100)),
         "nested deeper than 64 levels"},
        {"nested", file, changed("/normalizer", nested("normalizers", nfc, 25)), ""},
        {"many normalizers", file, changed("/normalizer", manySteps("normalizers", nfc, 20'000)),
         "is one step too many; at most 64 are supported"},
        {"many pre-tokenizers", file, changed("/pre_tokenizer", manySteps("pretokenizers", digits, 20'000)),
         "is one step too many; at most 64 are supported"},
        {"many post-processors", file, changed("/post_processor", manySteps("processors", around, 20'000)),
         "puts more than 64 tokens around a text"},
        {"no steps", file, changed("/normalizer", manySteps("normalizers", nfc, 0)), ""},
        {"steps that are no list", file, changed("/normalizer", {{"type", "Sequence"}, {"normalizers", 5}}),
         "normalizer.normalizers must be a list"},
        {"an unknown step", file, changed("/normalizer", {{"type", "Replace\n"}}), "'Replace\\x0A' is not supported"},
        {"a step with a number for a type", file, changed("/normalizer", {{"type", 7}}), "type must be a text"},
        {"an id that no token has", file,
         changed("/post_processor", {{"type", "BertProcessing"}, {"cls", {"a", 999}}, {"sep", {"b", 98}}}),
         "names the id 999, which no token has"},
        {"a template without the text", file,
         changed("/post_processor", {{"type", "TemplateProcessing"}, {"single", Json::array()}}),
         "must have the sequence A once"},
        {"a template of unknown tokens", file,
         changed("/post_processor", {{"type", "TemplateProcessing"},
                                     {"single", {{{"SpecialToken", {{"id", "<x>"}}}}, {{"Sequence", {{"id", "A"}}}}}},
                                     {"special_tokens", Json::object()}}),
         "lacks \"<x>\""},
        {"a regex that tries every combination", file, changed("/pre_tokenizer", thenBytes(split("((.*)*)*\\d{9}"))),
         "cannot be applied to this text: match limit exceeded"},
        {"a regex that calls itself", file, changed("/pre_tokenizer", thenBytes(split("(?<a>x|\\g<a>)"))), kEither},
        {"a regex of billions", file, changed("/pre_tokenizer", thenBytes(split("(((a{999}){999}){999}){999}"))),
         "is no usable regular expression"},
        {"a regex of open groups", file, changed("/pre_tokenizer", thenBytes(split(std::string(1'000, '(')))),
         "is no usable regular expression"},
        {"a long regex", file, changed("/pre_tokenizer", thenBytes(split(std::string(20'000, 'a')))),
         "a pattern of more than 16 KiB is not supported"},
        {"a regex that matches nothing", file, changed("/pre_tokenizer", thenBytes(split(""))), ""},
        {"a step after ByteLevel", file,
         changed("/pre_tokenizer", {{"type", "Sequence"}, {"pretokenizers", {{{"type", "ByteLevel"}}, digits}}}),
         "a step after ByteLevel is not supported"},
    };
}

class TokenizerMutations : public ::testing::Test {
protected:
    /// Loads the folder with each file in turn.
    static void tryAll(const TinyTokenizerJson& folder, const Mutations& mutations, const Json& config) {
        for (const auto& [name, file, bytes, says] : mutations) {
            SCOPED_TRACE(name);
            folder.write(file, bytes);
            const AllocationPeak peak;
            const std::string message = problemOf(folder.tryLoad(config));
            EXPECT_LT(peak.bytes(), kOverhead + 64 * bytes.size());
            const bool asSaid = says.empty() ? message.empty() : message.find(says) != std::string::npos;
            EXPECT_TRUE(asSaid || says == kEither) << message;
            if (message.empty()) continue;
            EXPECT_TRUE(message.ends_with('.')) << message;
            EXPECT_LT(message.size(), 700U);
            for (const char* raw : {"\n", "\x1b"}) EXPECT_THAT(message, Not(HasSubstr(raw)));
        }
    }
    /// What a vocabulary with the widest gaps takes: 100 000 empty tokens and their bytes.
    static constexpr std::size_t kOverhead = 32U << 20U;
};

TEST_F(TokenizerMutations, OfTokenizerJsonLoadOrAreRefused) {
    const TinyTokenizerJson folder(tinyByteLevelJson());
    std::size_t count = 0;
    for (const Mutations& mutations : {ofParts(), ofVocabulary(), ofAddedTokens(), ofSteps()}) {
        tryAll(folder, mutations, {{"model_type", "gpt_neox"}});
        count += mutations.size();
    }
    EXPECT_GE(count, 60U);
}

/// vocab.json and merges.txt of a byte-level BPE beside the tokenizer.json, read by GPT-2's rules.
TEST_F(TokenizerMutations, OfTheSlowFilesLoadOrAreRefused) {
    const Json model = tinyByteLevelJson({"t h", "th e"})["model"];
    const std::string vocabulary = model["vocab"].dump();
    const std::string merges = "#version: 0.2\nt h\nth e\n";
    const auto member = [&](const std::string& text) {
        return vocabulary.substr(0, vocabulary.size() - 1) + text + "}";
    };
    const TinyTokenizerJson folder(tinyByteLevelJson());
    folder.write("merges.txt", merges);
    tryAll(folder,
           {{"whole", "vocab.json", vocabulary, ""},
            {"empty", "vocab.json", "", "is not valid JSON"},
            {"cut short", "vocab.json", vocabulary.substr(0, 1000), "is not valid JSON"},
            {"a list", "vocab.json", "[]", "must map tokens to their ids"},
            {"nothing", "vocab.json", "{}", "must map tokens to their ids"},
            {"an id twice", "vocab.json", member(",\"new\":97"), "the id 97 is given to two tokens"},
            {"an id of 10^12", "vocab.json", member(",\"new\":1000000000000"), "the token 'new' has no valid id"},
            {"an id of 1e300", "vocab.json", member(",\"new\":1e300"), "the token 'new' has no valid id"},
            {"a token twice", "vocab.json", member(",\"a\":300"), "has the key 'a' twice"},
            {"ill-formed UTF-8", "vocab.json", member(",\"\xC3\":300"), "is not valid JSON"},
            {"few bytes", "vocab.json", R"({"a": 0, "<|endoftext|>": 1})", ""},
            {"whole again", "vocab.json", vocabulary, ""}},
           {{"model_type", "gpt2"}});
    tryAll(folder,
           {{"empty", "merges.txt", "", ""},
            {"cut short", "merges.txt", merges.substr(0, merges.size() - 3), "expected two symbols"},
            {"of one symbol", "merges.txt", "a\n", "line 1: expected two symbols"},
            {"of three symbols", "merges.txt", "a b c\n", "line 1: expected two symbols"},
            {"of unknown symbols", "merges.txt", "q zz\nzz \u4E2D\n", ""},
            {"of binary data", "merges.txt", std::string("\x80\0\x01\xFF", 4), "line 1: expected two symbols"},
            {"of a megabyte of spaces", "merges.txt", std::string(1U << 20U, ' '), "line 1: expected two symbols"},
            {"of one rule a thousand times", "merges.txt", repeated("t h\n", 1000), ""},
            {"with a symbol of a megabyte", "merges.txt", "t " + std::string(1U << 20U, 'h'), ""}},
           {{"model_type", "gpt2"}});
}

TEST_F(TokenizerMutations, OfTokenizerConfigLoadOrAreRefused) {
    Json manyAdditional = Json::array();
    Json manyAdded = Json::object();
    for (int i = 0; i < 40'000; ++i) {
        manyAdditional.push_back("<" + std::to_string(i) + ">");
        manyAdded[std::to_string(300 + i)] = {{"content", "<" + std::to_string(i) + ">"}};
    }
    const auto decoder = [](const std::string& id, const Json& token) {
        return Json{{"added_tokens_decoder", {{id, token}}}}.dump();
    };
    const std::string file = "tokenizer_config.json";
    const TinyTokenizerJson folder(tinyByteLevelJson());
    folder.write("vocab.json", tinyByteLevelJson()["model"]["vocab"].dump());
    folder.write("merges.txt", "#version: 0.2\n");
    tryAll(folder,
           {{"empty", file, "", "is not valid JSON"},
            {"a list", file, "[]", "must hold one JSON object"},
            {"nothing", file, "{}", ""},
            {"a number as class", file, R"({"tokenizer_class": 7})", ""},
            {"an unknown class", file, R"({"tokenizer_class": "Spiral\nTokenizer"})", ""},
            {"numbers as roles", file, R"({"eos_token": 7, "bos_token": [], "unk_token": {"content": 1}})", ""},
            {"an empty role", file, R"({"eos_token": ""})", ""},
            {"a role of a megabyte", file, R"({"eos_token": ")" + std::string(1U << 20U, 'e') + "\"}",
             "an added token of more than 4096 bytes"},
            {"flags that are texts", file, R"({"add_prefix_space": "yes", "add_bos_token": 1})", ""},
            {"a token at a taken id", file, decoder("97", {{"content", "<x>"}}), "claims id 97"},
            {"a token at no number", file, decoder("x", {{"content", "<x>"}}), "has a bad entry 'x'"},
            {"a token at 10^30", file, decoder(std::string(30, '9'), {{"content", "<x>"}}), "has a bad entry"},
            {"a token far off", file, decoder("9999999", {{"content", "<x>"}}), "claims id 9999999"},
            {"a token of nothing", file, decoder("300", {{"content", ""}}), "has a bad entry '300'"},
            {"many additional", file, Json{{"additional_special_tokens", manyAdditional}}.dump(),
             "more than 32768 added tokens"},
            {"many added", file, Json{{"added_tokens_decoder", manyAdded}}.dump(), "more than 32768 added tokens"}},
           {{"model_type", "gpt2"}});
}

}  // namespace
}  // namespace detox
