// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/measurement.h"

#include "core/evaluation/diversity.h"

namespace detox {
namespace {

constexpr std::size_t kTextsPerCall = 16;

/// Scored in small calls, so that a stop is answered soon.
std::vector<TextScore> scoreAll(TextScorer& scorer, const std::vector<std::string>& texts, const StepCheck& check) {
    std::vector<TextScore> scores;
    for (std::size_t begin = 0; begin < texts.size(); begin += kTextsPerCall) {
        (void)check();  // a scorer takes its own turns
        const auto first = texts.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto count = std::min(kTextsPerCall, texts.size() - begin);
        for (auto& score : scorer.score({first, first + static_cast<std::ptrdiff_t>(count)}).orThrow()) {
            scores.push_back(std::move(score));
        }
    }
    return scores;
}

}  // namespace

Measured measureAnswers(const std::vector<AnsweredPrompt>& answered, const Measurers& measurers,
                        const StepCheck& check) {
    Measured out;
    if (answered.empty()) return out;
    std::vector<std::string> texts;
    std::vector<Answer> answers;
    for (const auto& one : answered) {
        texts.push_back(one.text);
        answers.push_back(one.answer);
    }
    const auto judged = scoreAll(measurers.judge, texts, check);
    const bool same = &measurers.judge == &measurers.rewarder;
    const auto rewarded = same ? judged : scoreAll(measurers.rewarder, texts, check);
    Measurement& mean = out.measurement;
    for (std::size_t i = 0; i < answered.size(); ++i) {
        const int tokens = static_cast<int>(answers[i].response.size());
        mean.meanToxicity += judged[i].toxicity;
        mean.reward += measurers.reward(rewarded[i]);
        mean.meanLength += tokens;
        out.samples.push_back({static_cast<int>(i), answered[i].prompt, texts[i], judged[i].toxicity, tokens});
    }
    const auto n = static_cast<double>(answered.size());
    mean.n = static_cast<int>(answered.size());
    mean.meanToxicity /= n;
    mean.reward /= n;
    mean.meanLength /= n;
    mean.perplexity = negativeLogLikelihood(measurers.original, answers, check).perplexity();
    mean.distinct2 = distinct2(texts);
    return out;
}

}  // namespace detox
