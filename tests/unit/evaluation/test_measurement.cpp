// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/evaluation/measurement.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_models.h"

namespace detox {
namespace {

/// P(toxic) = a tenth per character; the neutral logit is minus the length times a factor.
class LengthScorer final : public TextScorer {
public:
    explicit LengthScorer(double factor) : m_factor(factor) {}
    Result<std::vector<TextScore>> score(const std::vector<std::string>& texts) override {
        std::vector<TextScore> scores;
        for (const auto& text : texts) {
            const auto length = static_cast<double>(text.size());
            scores.push_back({{}, length / 10, -length * m_factor});
        }
        scored += static_cast<int>(texts.size());
        return scores;
    }
    std::vector<std::string> labels() const override { return {"neutral", "toxic"}; }
    std::string neutralLabel() const override { return "neutral"; }

    int scored = 0;

private:
    double m_factor;
};

class MeasureAnswers : public ::testing::Test {
protected:
    static CausalLm tiny() {
        const TemporaryFolder folder;
        writeTinyGptNeo(folder.path());
        return CausalLm::load(openModelFolder(folder.path()).orThrow());
    }
    Measured measure(const std::vector<AnsweredPrompt>& answered, TextScorer& rewarder) {
        return measureAnswers(answered,
                              {m_judge, rewarder, [](const TextScore& s) { return s.neutralScore + 1; }, m_model},
                              stopCheck({}));
    }

    CausalLm m_model = tiny();
    LengthScorer m_judge{1};
    LengthScorer m_rewarder{2};
    std::vector<AnsweredPrompt> m_answered{{"first", {{1, 2}, {3, 4, 256}}, "a b"}, {"second", {{5}, {6}}, "a b c"}};
};

TEST_F(MeasureAnswers, FillsEveryWordOfTheTable) {
    const auto [m, samples] = measure(m_answered, m_rewarder);
    EXPECT_EQ(m.n, 2);
    EXPECT_DOUBLE_EQ(m.meanToxicity, (0.3 + 0.5) / 2);
    EXPECT_DOUBLE_EQ(m.reward, ((1 - 6) + (1 - 10)) / 2.0);
    EXPECT_DOUBLE_EQ(m.meanLength, 2.0);
    EXPECT_DOUBLE_EQ(m.distinct2, 2.0 / 3.0);
    const std::vector<Answer> answers{m_answered[0].answer, m_answered[1].answer};
    EXPECT_DOUBLE_EQ(m.perplexity, negativeLogLikelihood(m_model, answers, stopCheck({})).perplexity());
    ASSERT_EQ(samples.size(), 2U);
    EXPECT_EQ(samples[1].index, 1);
    EXPECT_EQ(samples[1].prompt, "second");
    EXPECT_EQ(samples[1].response, "a b c");
    EXPECT_DOUBLE_EQ(samples[1].toxicity, 0.5);
    EXPECT_EQ(samples[0].responseTokens, 3);
}

TEST_F(MeasureAnswers, AJudgeThatIsTheRewarderScoresOnce) {
    const auto [m, samples] = measure(m_answered, m_judge);
    EXPECT_EQ(m_judge.scored, 2);
    EXPECT_DOUBLE_EQ(m.reward, ((1 - 3) + (1 - 5)) / 2.0);
}

TEST_F(MeasureAnswers, NothingIsAllZero) {
    const auto measured = measure({}, m_rewarder);
    EXPECT_EQ(measured.measurement.n, 0);
    EXPECT_EQ(measured.measurement.perplexity, 0.0);
    EXPECT_TRUE(measured.samples.empty());
}

TEST_F(MeasureAnswers, AnEmptyAnswerCountsWithLengthZero) {
    m_answered[1] = {"second", {{5}, {}}, ""};
    const auto m = measure(m_answered, m_rewarder).measurement;
    EXPECT_DOUBLE_EQ(m.meanLength, 1.5);
    EXPECT_DOUBLE_EQ(m.meanToxicity, 0.15);
}

}  // namespace
}  // namespace detox
