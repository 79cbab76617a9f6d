// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/perplexity.h"

#include <cmath>

#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

namespace detox {
namespace {

constexpr std::size_t kRows = 16;

std::vector<TokenId> joined(const Answer& answer) {
    std::vector<TokenId> ids = answer.query;
    ids.insert(ids.end(), answer.response.begin(), answer.response.end());
    return ids;
}

/// Summed negative log-probabilities of one batch's response tokens, in double.
double natsOf(const CausalLm& model, std::span<const Answer> answers) {
    std::vector<std::vector<TokenId>> rows;
    for (const auto& answer : answers) rows.push_back(joined(answer));
    const PackedTokens tokens = packRows(rows);
    std::vector<std::int64_t> predicting, targets;  // the token before each response token, and that token
    for (std::size_t i = 0; i < answers.size(); ++i) {
        std::int64_t before = tokens.starts[i] + std::ssize(answers[i].query) - 1;
        for (const TokenId id : answers[i].response) {
            predicting.push_back(before++);
            targets.push_back(id);
        }
    }
    const at::Tensor states = model.hiddenStates(tokens);
    const at::Tensor chosen = states.index_select(0, at::tensor(predicting).to(states.device()));
    const TokenStatistics statistics = tokenStatistics(model.distributions(chosen), {.targets = at::tensor(targets)});
    return -statistics.logprobs.sum(at::kDouble).item<double>();
}

}  // namespace

double NegativeLogLikelihood::perplexity() const {
    return tokens == 0 ? 0.0 : std::exp(nats / static_cast<double>(tokens));
}

NegativeLogLikelihood negativeLogLikelihood(const CausalLm& model, std::span<const Answer> answers,
                                            const StepCheck& check) {
    const c10::NoGradGuard noGradients;
    NegativeLogLikelihood sum;
    for (std::size_t begin = 0; begin < answers.size(); begin += kRows) {
        const ComputeTurn turn = check();
        const auto batch = answers.subspan(begin, std::min(kRows, answers.size() - begin));
        std::int64_t tokens = 0;
        for (const auto& answer : batch) tokens += static_cast<std::int64_t>(answer.response.size());
        if (tokens == 0) continue;
        sum.nats += natsOf(model, batch);
        sum.tokens += tokens;
    }
    return sum;
}

}  // namespace detox
