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
        SequenceBatch batch = layOut({queries.begin() + first, queries.begin() + last},
                                     {responses.begin() + first, responses.begin() + last});
        work(batch);
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

/// The rows of the batch's trunk, where it has one.
void appendRows(const SequenceBatch& batch, std::vector<at::Tensor>& trunk) {
    const auto& starts = batch.tokens.starts;
    if (!batch.trunk.defined()) return;
    for (std::size_t r = 1; r < starts.size(); ++r) trunk.push_back(batch.trunk.slice(0, starts[r - 1], starts[r]));
}

at::Tensor perTokenKl(KlKind kind, const TokenStatistics& policy, const TokenStatistics& reference) {
    return kind == KlKind::Full ? policy.kl : klPenalty(kind, policy.logprobs, reference.logprobs);
}

}  // namespace

Rollouts collectRollouts(TokenRows queries, TokenRows responses, const RolloutModels& models,
                         const RolloutOptions& options, const StepCheck& check) {
    const c10::NoGradGuard noGradient;
    const std::int64_t width = longest(responses);
    Columns mask(width), logprobs(width), refLogprobs(width), refLogEnd(width), values(width), entropy(width),
        kl(width);
    std::vector<at::Tensor> trunk;
    inPasses(queries, responses, options, [&](SequenceBatch& batch) {
        const ComputeTurn turn = check();
        batch.trunk = models.policy.trunkStates(batch);
        appendRows(batch, trunk);
        const ResponseOutput output = models.policy.forward(batch);
        const TokenDistributions original = models.reference.forward(batch).distributions;
        const bool full = options.klKind == KlKind::Full;
        const TokenStatistics policy =
            tokenStatistics(output.distributions, {.targets = batch.targets, .reference = full ? &original : nullptr});
        const TokenStatistics reference = tokenStatistics(original, {.targets = batch.targets, .end = options.end});
        logprobs.add(policy.logprobs, batch);
        refLogprobs.add(reference.logprobs, batch);
        if (options.end) refLogEnd.add(reference.endLogprobs, batch);
        values.add(output.values, batch);
        if (options.entropies) entropy.add(policy.entropies, batch);
        kl.add(perTokenKl(options.klKind, policy, reference), batch);
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
            .trunk = std::move(trunk),
            .rawScores = {},
            .scores = {}};
}

at::Tensor currentLogprobs(const Rollouts& rollouts, const ResponseModel& policy, const RolloutOptions& options) {
    const c10::NoGradGuard noGradient;
    Columns logprobs(rollouts.mask.size(1));
    inPasses(rollouts.queries, rollouts.responses, options, [&](const SequenceBatch& batch) {
        logprobs.add(tokenStatistics(policy.forward(batch).distributions, {.targets = batch.targets}).logprobs, batch);
    });
    return logprobs.join();
}

}  // namespace detox
