// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <gmock/gmock.h>
#include <memory>

#include <gtest/gtest.h>

#include "core/reward/score_responses.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_models.h"

namespace detox {
namespace {

using ::testing::HasSubstr;

class ClassifierScorerTest : public ::testing::Test {
protected:
    void SetUp() override { writeTinyRoberta(folder.path()); }
    TemporaryFolder folder;
};

TEST_F(ClassifierScorerTest, ScoresTheNeutralLogitAndItsComplement) {
    ClassifierScorer scorer(folder.path(), "");
    EXPECT_EQ(scorer.neutralLabel(), "neutral");
    const auto scores = scorer.score({"a quiet morning"}).orThrow();
    ASSERT_EQ(scores.size(), 1U);
    ASSERT_EQ(scores[0].logits.size(), 2U);
    EXPECT_EQ(scores[0].neutralScore, scores[0].logits[0]);
    EXPECT_NEAR(scores[0].toxicity, 1 / (1 + std::exp(scores[0].logits[0] - scores[0].logits[1])), 1e-12);
}

TEST_F(ClassifierScorerTest, ScoresDoNotDependOnTheCompanyOrItsOrder) {
    ClassifierScorer scorer(folder.path(), "");
    const std::vector<std::string> texts{"one", "a much longer text with many more words", "", "two words"};
    const auto together = scorer.score(texts).orThrow();
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto alone = scorer.score({texts[i]}).orThrow();
        EXPECT_NEAR(together[i].logits[0], alone[0].logits[0], 1e-6) << i;
        EXPECT_NEAR(together[i].toxicity, alone[0].toxicity, 1e-6) << i;
    }
}

TEST_F(ClassifierScorerTest, CutsTextsThatAreTooLong) {
    ClassifierScorer scorer(folder.path(), "");
    EXPECT_TRUE(scorer.score({std::string(10'000, 'x')}));
}

TEST_F(ClassifierScorerTest, UnknownNeutralLabelIsOneSentence) {
    const auto scorer = openTextScorer(folder.path(), "nice");
    ASSERT_FALSE(scorer);
    EXPECT_THAT(scorer.error().message(), HasSubstr("has no label 'nice'; choose one of neutral, toxic"));
    EXPECT_FALSE(openTextScorer(folder / "missing", ""));
}

/// The tokenizer of a tiny model, and responses in its tokens.
class ResponsesTest : public ClassifierScorerTest {
protected:
    void SetUp() override {
        ClassifierScorerTest::SetUp();
        writeTinyGptNeo(model.path());
        tokenizer = loadTokenizer(model.path(), openModelFolder(model.path()).orThrow().config).orThrow();
    }
    TemporaryFolder model;
    std::unique_ptr<Tokenizer> tokenizer;
};

TEST_F(ResponsesTest, AreScoredAloneAndEmptyOnesCounted) {
    const TokenId end = *tokenizer->eos();
    const std::vector<std::vector<TokenId>> responses{{end}, tokenizer->encode("fine", SpecialTokens::None)};
    ClassifierScorer scorer(folder.path(), "");

    const auto scored = scoreResponses(responses, *tokenizer, scorer, {});
    EXPECT_THAT(scored.texts, ::testing::ElementsAre("", "fine"));
    EXPECT_EQ(scored.empty, 1);
    EXPECT_NEAR(scored.scores[0], scorer.score({""}).orThrow()[0].neutralScore, 1e-6);
    EXPECT_NEAR(scored.scores[1], scorer.score({"fine"}).orThrow()[0].neutralScore, 1e-6);

    const auto kept = scoreResponses(responses, *tokenizer, scorer, {.keepSpecialTokens = true});
    EXPECT_EQ(kept.empty, 0);
    EXPECT_NE(kept.texts[0], "");
}

TEST_F(ResponsesTest, PrefixesAreScoredAsTextsOfTheirOwn) {
    const auto response = tokenizer->encode("a quiet morning", SpecialTokens::None);
    ASSERT_GT(response.size(), 2U);
    ClassifierScorer scorer(folder.path(), "");
    const auto rows = scorePrefixes({response, {response[0]}}, *tokenizer, scorer, {});
    ASSERT_EQ(rows.size(), 2U);
    ASSERT_EQ(rows[0].size(), response.size() - 1);
    EXPECT_EQ(rows[1].size(), 0U);
    for (std::size_t t = 0; t < rows[0].size(); ++t) {
        const std::vector<TokenId> prefix(response.begin(), response.begin() + static_cast<std::ptrdiff_t>(t) + 1);
        const std::string text = tokenizer->decode(prefix, ShowSpecial::Skip);
        EXPECT_NEAR(rows[0][t], scorer.score({text}).orThrow()[0].neutralScore, 1e-6) << text;
    }
}

}  // namespace
}  // namespace detox
