// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include <gtest/gtest.h>

#include "core/text/pipeline/normalizer.h"
#include "core/text/tokenizer.h"
#include "tests/support/goldens.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/text/random_text.h"

/// Published tokenizer.json files, read from the folder data/tokenizers beside DETOX_GOLDENS only.
namespace detox {
namespace {

namespace fs = std::filesystem;
using Ids = std::vector<TokenId>;

fs::path publishedTokenizers() {
    const fs::path goldens = externalGoldens("tokenizer");
    const fs::path folder = goldens / ".." / ".." / "data" / "tokenizers";
    return !goldens.empty() && fs::exists(folder) ? folder : fs::path();
}

/// A tokenizer of nothing but the file tokenizer.json; null when there is none.
std::unique_ptr<Tokenizer> jsonAlone(const fs::path& file, const std::string& modelType) {
    if (file.empty() || !fs::exists(file)) return nullptr;
    const TemporaryFolder folder;
    fs::copy_file(file, folder / "tokenizer.json");
    return loadTokenizer(folder.path(), {{"model_type", modelType}}).orThrow();
}

class PublishedTokenizerJson : public ::testing::Test {
protected:
    void SetUp() override {
        m_root = publishedTokenizers();
        if (m_root.empty()) GTEST_SKIP() << "no data/tokenizers beside DETOX_GOLDENS";
    }

    [[nodiscard]] std::unique_ptr<Tokenizer> open(const std::string& file, const std::string& modelType) const {
        auto tokenizer = jsonAlone(m_root / file, modelType);
        if (!tokenizer) throw std::runtime_error("no " + file + " in " + m_root.string());
        return tokenizer;
    }

    fs::path m_root;
};

TEST_F(PublishedTokenizerJson, EveryFolderLoads) {
    const std::map<std::string, std::string> types = {{"gpt2", "gpt2"},         {"gpt-j", "gptj"},
                                                      {"roberta", "roberta"},   {"pythia-neox", "gpt_neox"},
                                                      {"bert-uncased", "bert"}, {"llama", "llama"}};
    for (const auto& [name, type] : types) {
        const auto tokenizer = loadTokenizer(m_root / name, {{"model_type", type}});
        EXPECT_TRUE(tokenizer.ok()) << tokenizer.error().message();
    }
    const TemporaryFolder opt;
    fs::copy_file(m_root / "opt" / "gpt2-vocab.json", opt / "vocab.json");
    fs::copy_file(m_root / "opt" / "gpt2-merges.txt", opt / "merges.txt");
    const auto tokenizer = loadTokenizer(opt.path(), {{"model_type", "opt"}});
    EXPECT_TRUE(tokenizer.ok()) << tokenizer.error().message();
}

TEST_F(PublishedTokenizerJson, Gpt2GivesTheIdsOfTheReference) {
    const auto tokenizer = open("gpt2/tokenizer.json", "gpt2");
    const Json golden = readJson(externalGoldens("tokenizer") / "gpt2.json").orThrow();
    for (const Json& row : golden["rows"]) {
        const auto text = row["text"].get<std::string>();
        EXPECT_EQ(tokenizer->encode(text, SpecialTokens::Add), row["ids"].get<Ids>()) << text;
        EXPECT_EQ(tokenizer->decode(row["ids"].get<Ids>(), ShowSpecial::Keep),
                  row["decoded_no_cleanup"].get<std::string>());
    }
}

TEST_F(PublishedTokenizerJson, Gpt2AndGptJGiveTheIdsOfTheSlowFiles) {
    for (const auto& [name, type] : {std::pair{"gpt2", "gpt2"}, {"gpt-j", "gptj"}}) {
        const auto fast = open(std::string(name) + "/tokenizer.json", type);
        const auto slow = loadTokenizer(m_root / name, {{"model_type", type}}).orThrow();
        EXPECT_EQ(fast->size(), slow->size());
        EXPECT_EQ(fast->eos(), slow->eos());
        for (std::uint32_t number = 0; number < 10'000; ++number) {
            const std::string text = randomText(number);
            const Ids ids = fast->encode(text, SpecialTokens::Add);
            ASSERT_EQ(ids, slow->encode(text, SpecialTokens::Add)) << name << ", text " << number;
            ASSERT_EQ(fast->decode(ids, ShowSpecial::Keep), text) << name << ", text " << number;
        }
    }
}

TEST_F(PublishedTokenizerJson, NeoXGivesBackComposedText) {
    const Json form = {{"type", "NFC"}};
    const Normalizer composed(JsonPart(form, "normalizer"));
    for (const char* file : {"pythia-neox/tokenizer.json", "pythia-neox/20B_tokenizer.json"}) {
        const auto tokenizer = open(file, "gpt_neox");
        for (std::uint32_t number = 0; number < 10'000; ++number) {
            const std::string text = randomText(number);
            const Ids ids = tokenizer->encode(text, SpecialTokens::Add);
            ASSERT_EQ(tokenizer->decode(ids, ShowSpecial::Keep), composed.apply(text)) << file << ", text " << number;
        }
    }
}

TEST_F(PublishedTokenizerJson, NeoXFollowsTheAlgorithmByHand) {
    const auto tokenizer = open("pythia-neox/tokenizer.json", "gpt_neox");
    const auto id = [&](const char* token) { return tokenizer->idOf(token).value(); };
    EXPECT_EQ(tokenizer->encode("the the", SpecialTokens::Add), (Ids{id("the"), id("\u0120the")}));
    // Five spaces are an added token, found before the words are cut, so "b" is left without its space.
    EXPECT_EQ(tokenizer->encode("a     b", SpecialTokens::Add), (Ids{id("a"), id("     "), id("b")}));
    EXPECT_EQ(tokenizer->encode("a<|endoftext|>", SpecialTokens::Add), (Ids{id("a"), 0}));
    EXPECT_EQ(tokenizer->eos(), 0);
    EXPECT_TRUE(tokenizer->isSpecial(1));
    EXPECT_EQ(tokenizer->size(), 50278);
}

TEST_F(PublishedTokenizerJson, BertFollowsTheAlgorithmByHand) {
    const auto tokenizer = open("bert-uncased/tokenizer.json", "bert");
    const auto tokens = [&](const std::string& text) {
        std::vector<std::string> found;
        for (const TokenId id : tokenizer->encode(text, SpecialTokens::Add)) {
            const bool special = tokenizer->isSpecial(id);
            found.push_back(special ? tokenizer->decode(Ids{id}, ShowSpecial::Keep) : tokenizer->bytesOf(id));
        }
        return found;
    };
    using Texts = std::vector<std::string>;
    EXPECT_EQ(tokenizer->size(), 30522);
    EXPECT_EQ(tokens("Unaffable"), (Texts{"[CLS]", " una", "ffa", "ble", "[SEP]"}));
    EXPECT_EQ(tokens("H\u00E9llo,\tWORLD!"), (Texts{"[CLS]", " hello", ",", " world", "!", "[SEP]"}));
    EXPECT_EQ(tokens("a\u4E2D[MASK]"), (Texts{"[CLS]", " a", " \u4E2D", "[MASK]", "[SEP]"}));
    EXPECT_EQ(tokens(std::string(101, 'a')), (Texts{"[CLS]", "[UNK]", "[SEP]"}));
    EXPECT_EQ(tokens("\U0001F600"), (Texts{"[CLS]", "[UNK]", "[SEP]"}));
    const Ids ids = tokenizer->encode("Don't stop, playing!", SpecialTokens::Add);
    EXPECT_EQ(tokenizer->decode(ids, ShowSpecial::Skip), "don ' t stop, playing!");
}

}  // namespace
}  // namespace detox
