// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "core/evaluation/perplexity.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_models.h"

namespace detox {
namespace {

CausalLm tinyModel() {
    const TemporaryFolder folder;
    writeTinyGptNeo(folder.path());
    return CausalLm::load(openModelFolder(folder.path()).orThrow());
}

/// One row alone, no padding, the whole softmax: the slow way.
double natsAlone(const CausalLm& model, const Answer& answer) {
    const c10::NoGradGuard noGradients;
    std::vector<TokenId> ids = answer.query;
    ids.insert(ids.end(), answer.response.begin(), answer.response.end());
    const at::Tensor logits = model.logits(model.hiddenStates(padRows({ids}, 0, PaddingSide::Right)))[0];
    double nats = 0;
    for (std::size_t t = answer.query.size(); t < ids.size(); ++t) {
        const at::Tensor row = logits[static_cast<std::int64_t>(t) - 1].to(at::kDouble);
        nats -= row[ids[t]].item<double>() - row.logsumexp(0).item<double>();
    }
    return nats;
}

std::vector<Answer> someAnswers() {
    std::vector<Answer> answers;
    for (TokenId i = 0; i < 37; ++i) {
        Answer answer{{5, static_cast<TokenId>(i + 40), 7}, {}};
        for (TokenId t = 0; t < i % 5; ++t) answer.response.push_back(static_cast<TokenId>(3 * i + t));
        answers.push_back(answer);
    }
    return answers;
}

TEST(Perplexity, IsTotalNatsOverTotalTokensWhateverThePadding) {
    const CausalLm model = tinyModel();
    const auto answers = someAnswers();
    double nats = 0;
    std::int64_t tokens = 0;
    for (const auto& answer : answers) {
        nats += natsAlone(model, answer);
        tokens += static_cast<std::int64_t>(answer.response.size());
    }
    const auto sum = negativeLogLikelihood(model, answers, stopCheck({}));
    EXPECT_EQ(sum.tokens, tokens);
    EXPECT_NEAR(sum.nats, nats, 1e-4 * nats);
    EXPECT_NEAR(sum.perplexity(), std::exp(nats / static_cast<double>(tokens)), 1e-3 * sum.perplexity());
}

TEST(Perplexity, OfNothingIsZero) {
    const std::vector<Answer> empty{{{1, 2}, {}}};
    EXPECT_EQ(negativeLogLikelihood(tinyModel(), empty, stopCheck({})).perplexity(), 0.0);
}

TEST(Perplexity, AStopIsAnswered) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW((void)negativeLogLikelihood(tinyModel(), someAnswers(), stopCheck(stop.get_token())), Error);
}

}  // namespace
}  // namespace detox
