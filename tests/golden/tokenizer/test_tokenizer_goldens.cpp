// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/text/tokenizer.h"
#include "core/util/json.h"
#include "tests/support/goldens.h"

/// Byte-level BPE against the slow tokenizers of transformers 4.33. The reference outputs hold third-party text and
/// need the published vocabularies, so they are read from DETOX_GOLDENS and the folder data/tokenizers beside it only.
namespace detox {
namespace {

namespace fs = std::filesystem;

class TokenizerGoldens : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        const fs::path goldens = externalGoldens("tokenizer");
        if (goldens.empty()) GTEST_SKIP() << "DETOX_GOLDENS is not set";
        const fs::path folder = goldens / ".." / ".." / "data" / "tokenizers" / GetParam();
        auto json = readJson(goldens / (std::string(GetParam()) + ".json"));
        ASSERT_TRUE(json.ok()) << json.error().message();
        m_golden = *json;
        if (!fs::exists(folder)) GTEST_SKIP() << "no vocabulary in " << folder;
        auto config = readJson(folder / "config.json");
        ASSERT_TRUE(config.ok()) << config.error().message();
        auto tokenizer = loadTokenizer(folder, *config);
        ASSERT_TRUE(tokenizer.ok()) << tokenizer.error().message();
        m_tokenizer = std::move(*tokenizer);
    }

    using Ids = std::vector<TokenId>;
    [[nodiscard]] std::string shown(const Ids& ids) const { return m_tokenizer->decode(ids, ShowSpecial::Keep); }
    [[nodiscard]] std::string plain(const Ids& ids) const { return m_tokenizer->decode(ids, ShowSpecial::Skip); }

    Json m_golden;
    std::unique_ptr<Tokenizer> m_tokenizer;
};

TEST_P(TokenizerGoldens, EncodesEveryRowAsTheReferenceDoes) {
    ASSERT_GE(m_golden["rows"].size(), 300U);
    int row = 0;
    for (const Json& expected : m_golden["rows"]) {
        SCOPED_TRACE("row " + std::to_string(row++));
        const auto text = expected["text"].get<std::string>();
        EXPECT_EQ(m_tokenizer->encode(text, SpecialTokens::Add), expected["ids"].get<Ids>());
        const Ids plainIds = m_tokenizer->encode(text, SpecialTokens::None);
        EXPECT_EQ(plainIds, expected["ids_no_special"].get<Ids>());
        Ids byToken;
        for (const Json& token : expected["tokens"]) byToken.push_back(*m_tokenizer->idOf(token.get<std::string>()));
        EXPECT_EQ(plainIds, byToken);
    }
}

TEST_P(TokenizerGoldens, DecodesEveryRowAsTheReferenceDoes) {
    int row = 0;
    for (const Json& expected : m_golden["rows"]) {
        SCOPED_TRACE("row " + std::to_string(row++));
        const Ids ids = expected["ids"].get<Ids>();
        EXPECT_EQ(shown(ids), expected["decoded_no_cleanup"].get<std::string>());
        EXPECT_EQ(plain(ids), expected["decoded_skip_special"].get<std::string>());
    }
}

TEST_P(TokenizerGoldens, DecodesSingleIdsAndRandomSequences) {
    ASSERT_GE(m_golden["single_id_decode"].size(), 600U);
    for (const Json& pair : m_golden["single_id_decode"]) {
        EXPECT_EQ(shown({pair[0].get<TokenId>()}), pair[1].get<std::string>()) << "id " << pair[0];
    }
    ASSERT_GE(m_golden["id_sequences"].size(), 60U);
    for (const Json& sequence : m_golden["id_sequences"]) {
        const Ids ids = sequence["ids"].get<Ids>();
        EXPECT_EQ(shown(ids), sequence["decoded_no_cleanup"].get<std::string>());
        EXPECT_EQ(plain(ids), sequence["decoded_skip_special"].get<std::string>());
    }
}

TEST_P(TokenizerGoldens, KnowsTheVocabularyAndItsSpecialTokens) {
    EXPECT_EQ(m_tokenizer->size(), m_golden["len"].get<int>());
    const Json& special = m_golden["special"];
    const auto expected = [&](const char* role) -> std::optional<TokenId> {
        return special.contains(role) ? std::optional(special[role][1].get<TokenId>()) : std::nullopt;
    };
    EXPECT_EQ(m_tokenizer->bos(), expected("bos_token"));
    EXPECT_EQ(m_tokenizer->eos(), expected("eos_token"));
    EXPECT_EQ(m_tokenizer->pad(), expected("pad_token"));
    EXPECT_EQ(m_tokenizer->mask(), expected("mask_token"));
    for (const auto& [role, token] : special.items()) {
        EXPECT_TRUE(m_tokenizer->isSpecial(token[1].get<TokenId>())) << role;
        EXPECT_EQ(m_tokenizer->bytesOf(token[1].get<TokenId>()), "") << role;
    }
}

TEST_P(TokenizerGoldens, TruncatesAsTheReferenceDoes) {
    for (const auto& [key, limit] : {std::pair{"truncated_24", 24U}, {"truncated_512", 512U}}) {
        if (!m_golden.contains(key)) continue;
        const Json& expected = m_golden[key];
        const std::string text = expected.contains("text") ? expected["text"].get<std::string>()
                                                           : m_golden["truncated_24"]["text"].get<std::string>();
        EXPECT_EQ(encodeTruncated(*m_tokenizer, text, limit), expected["input_ids"].get<Ids>()) << key;
    }
}

INSTANTIATE_TEST_SUITE_P(Tokenizers, TokenizerGoldens, ::testing::Values("gpt2", "roberta"),
                         [](const auto& param) { return std::string(param.param); });

}  // namespace
}  // namespace detox
