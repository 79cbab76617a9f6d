// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/answers.h"

#include <algorithm>

#include <c10/core/GradMode.h>

#include "core/generation/batch_decoder.h"

namespace detox {
namespace {

constexpr std::size_t kRowsTogether = 32;

DecodeRow rowOf(const Query& query, std::size_t index, const AnswerOptions& options) {
    const RandomAddress address{.seed = options.seed,
                                .purpose = RandomPurpose::ProbeSampling,
                                .update = static_cast<std::uint32_t>(options.set),
                                .sample = static_cast<std::uint32_t>(index)};
    return {query.ids, options.maxNewTokens, address};
}

}  // namespace

std::vector<AnsweredPrompt> answerQueries(const CausalLm& model, const Tokenizer& tokenizer,
                                          const std::vector<Query>& queries, const AnswerOptions& options,
                                          const StepCheck& check) {
    const c10::NoGradGuard noGradients;
    std::vector<AnsweredPrompt> answered;
    for (std::size_t begin = 0; begin < queries.size(); begin += kRowsTogether) {
        const std::size_t end = std::min(begin + kRowsTogether, queries.size());
        std::vector<DecodeRow> rows;
        for (std::size_t i = begin; i < end; ++i) rows.push_back(rowOf(queries[i], i, options));
        BatchDecoder decoder(model, SamplerConfig{}, std::move(rows));
        for (bool more = true; more;) {
            const ComputeTurn turn = check();
            more = decoder.step();
        }
        for (std::size_t i = begin; i < end; ++i) {
            const auto& ids = decoder.rows()[i - begin].ids;
            answered.push_back({queries[i].text, {queries[i].ids, ids}, tokenizer.decode(ids, ShowSpecial::Skip)});
        }
    }
    return answered;
}

}  // namespace detox
