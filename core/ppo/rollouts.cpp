// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/rollouts.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/ones_like.h>
#include <c10/core/GradMode.h>

#include "core/ppo/kl_penalty.h"
#include "core/ppo/token_logprobs.h"

namespace detox {
namespace {

std::int64_t longest(const TokenRows& rows) {
    std::size_t length = 0;
    for (const auto& row : rows) length = std::max(length, row.size());
    return static_cast<std::int64_t>(length);
}

/// Runs `work` on consecutive slices of rows.
template <class F>
void inPasses(const TokenRows& queries, const TokenRows& responses, const RolloutOptions& options, F&& work) {
    const auto step = static_cast<std::ptrdiff_t>(options.rowsPerPass);
    const auto count = static_cast<std::ptrdiff_t>(queries.size());
    for (std::ptrdiff_t first = 0; first < count; first += step) {
        const std::ptrdiff_t last = std::min(first + step, count);
        work(layOut({queries.begin() + first, queries.begin() + last},
                    {responses.begin() + first, responses.begin() + last}, options.pad));
    }
}

/// Columns that arrive pass by pass, each as wide as its pass.
class Columns {
public:
    explicit Columns(std::int64_t width) : m_width(width) {}
    void add(const at::Tensor& perToken, const SequenceBatch& batch) {
        m_parts.push_back(at::constant_pad_nd(spread(perToken, batch), {0, m_width - batch.responseLength}));
    }
    [[nodiscard]] at::Tensor join() const { return at::cat(m_parts, 0); }

private:
    std::int64_t m_width;
    std::vector<at::Tensor> m_parts;
};

at::Tensor perTokenKl(KlKind kind, const at::Tensor& policy, const at::Tensor& reference, const at::Tensor& targets) {
    if (kind == KlKind::Full) return fullKl(policy, reference);
    return klPenalty(kind, logprobsOf(policy, targets), logprobsOf(reference, targets));
}

}  // namespace

Rollouts collectRollouts(TokenRows queries, TokenRows responses, const RolloutModels& models,
                         const RolloutOptions& options, const StepCheck& check) {
    const c10::NoGradGuard noGradient;
    const std::int64_t width = longest(responses);
    Columns mask(width), logprobs(width), refLogprobs(width), refLogEnd(width), values(width), entropy(width),
        kl(width);
    inPasses(queries, responses, options, [&](const SequenceBatch& batch) {
        const ComputeTurn turn = check();
        const ResponseOutput output = models.policy.forward(batch);
        const at::Tensor policy = vocabularyLogprobs(output.logits);
        const at::Tensor reference = vocabularyLogprobs(models.reference.forward(batch).logits);
        logprobs.add(logprobsOf(policy, batch.targets), batch);
        refLogprobs.add(logprobsOf(reference, batch.targets), batch);
        if (options.end) refLogEnd.add(reference.select(-1, *options.end), batch);
        values.add(output.values, batch);
        if (options.entropies) entropy.add(entropies(policy), batch);
        kl.add(perTokenKl(options.klKind, policy, reference, batch.targets), batch);
        mask.add(at::ones_like(output.values), batch);
    });
    return {.queries = std::move(queries),
            .responses = std::move(responses),
            .mask = mask.join(),
            .logprobs = logprobs.join(),
            .refLogprobs = refLogprobs.join(),
            .refLogEnd = options.end ? refLogEnd.join() : at::Tensor(),
            .values = values.join(),
            .entropies = options.entropies ? entropy.join() : at::Tensor(),
            .kl = kl.join(),
            .rawScores = {},
            .scores = {}};
}

at::Tensor currentLogprobs(const Rollouts& rollouts, const ResponseModel& policy, const RolloutOptions& options) {
    const c10::NoGradGuard noGradient;
    Columns logprobs(rollouts.mask.size(1));
    inPasses(rollouts.queries, rollouts.responses, options, [&](const SequenceBatch& batch) {
        logprobs.add(logprobsOf(vocabularyLogprobs(policy.forward(batch).logits), batch.targets), batch);
    });
    return logprobs.join();
}

}  // namespace detox
