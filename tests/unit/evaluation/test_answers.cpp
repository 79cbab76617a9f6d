// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/evaluation/answers.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_models.h"

namespace detox {
namespace {

class Answers : public ::testing::Test {
protected:
    std::vector<Query> queries(int count) const {
        std::vector<Query> out;
        for (int i = 0; i < count; ++i) {
            out.push_back(
                makeQuery(*m_tokenizer, static_cast<std::size_t>(i), "Prompt " + std::to_string(i), 5 + i % 6));
        }
        return out;
    }
    std::vector<AnsweredPrompt> answer(const std::vector<Query>& asked, const AnswerOptions& options) const {
        return answerQueries(m_model, *m_tokenizer, asked, options, stopCheck({}));
    }

    TemporaryFolder m_folder;
    ModelFolder m_files = [this] {
        writeTinyGptNeo(m_folder.path());
        return openModelFolder(m_folder.path()).orThrow();
    }();
    CausalLm m_model = CausalLm::load(m_files);
    std::unique_ptr<Tokenizer> m_tokenizer = loadTokenizer(m_folder.path(), m_files.config).orThrow();
};

TEST_F(Answers, DependOnSeedSetAndIndexAloneAndNotOnTheOtherPrompts) {
    const auto many = queries(40);
    const auto all = answer(many, {.maxNewTokens = 8, .seed = 5});
    const auto few = answer({many.begin(), many.begin() + 3}, {.maxNewTokens = 8, .seed = 5});
    ASSERT_EQ(all.size(), 40U);
    for (std::size_t i = 0; i < few.size(); ++i) EXPECT_EQ(all[i].answer.response, few[i].answer.response);
    const auto otherSeed = answer(many, {.maxNewTokens = 8, .seed = 6});
    const auto otherSet = answer(many, {.maxNewTokens = 8, .seed = 5, .set = MeasuredSet::Probe});
    EXPECT_NE(all[0].answer.response, otherSeed[0].answer.response);
    EXPECT_NE(all[0].answer.response, otherSet[0].answer.response);
    EXPECT_EQ(all[39].prompt, many[39].text);
    EXPECT_EQ(all[39].answer.query, many[39].ids);
}

TEST_F(Answers, TheSamePromptAskedTwiceDrawsTwice) {
    const Query query = queries(1).front();
    const auto both = answer({query, query}, {.maxNewTokens = 12, .seed = 5});
    EXPECT_NE(both[0].answer.response, both[1].answer.response);
}

TEST_F(Answers, EndWithTheEndTokenOrAtTheLimit) {
    for (const auto& one : answer(queries(40), {.maxNewTokens = 12})) {
        ASSERT_FALSE(one.answer.response.empty());
        ASSERT_LE(one.answer.response.size(), 12U);
        const bool ended = one.answer.response.back() == 256;
        EXPECT_TRUE(ended || one.answer.response.size() == 12U);
        EXPECT_EQ(one.text.find("<|endoftext|>"), std::string::npos);
    }
}

TEST_F(Answers, TheCheckEndsThemBetweenTokens) {
    int calls = 0;
    const StepCheck third = [&] {
        if (++calls == 3) throw cancelled();
        return ComputeTurn();
    };
    EXPECT_THROW((void)answerQueries(m_model, *m_tokenizer, queries(4), {.maxNewTokens = 8}, third), Error);
    EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace detox
