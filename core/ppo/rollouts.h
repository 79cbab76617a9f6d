// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <ATen/core/Tensor.h>

#include "core/config/ppo_config.h"
#include "core/ppo/response_model.h"
#include "core/util/step_check.h"

namespace detox {

/// One update's experience. Per-token tensors are [batch, responseLength], 0 after a response's end, without gradient.
struct Rollouts {
    TokenRows queries;
    TokenRows responses;
    at::Tensor mask;                // float32: 1 on the response tokens that count
    at::Tensor logprobs;            // under the policy that drew the response, raw softmax
    at::Tensor refLogprobs;         // under the frozen reference
    at::Tensor refLogEnd;           // of the end token under the frozen reference; undefined without an end token
    at::Tensor values;              // V before each token
    at::Tensor entropies;           // of the policy's distributions; undefined unless wanted
    at::Tensor kl;                  // the chosen per-token estimate, DESIGN 7.4
    std::vector<at::Tensor> trunk;  // by row [its tokens, hidden], as SequenceBatch::trunk; empty: there is none
    at::Tensor rawScores;           // [batch]: reward model, as shaped; filled by the caller after stage 2
    at::Tensor scores;      // [batch]: after scaling, normalisation, clipping; filled by the caller after stage 2
    at::Tensor potentials;  // Φ after each token, 0 from the last one on; undefined: off; filled by the caller
};

struct RolloutOptions {
    KlKind klKind = KlKind::Kl;
    std::int64_t rowsPerPass = 4;  ///< bounds the memory of a forward pass
    std::optional<TokenId> end;    ///< ends a response
    bool entropies = false;        ///< wanted
};

struct RolloutModels {
    const ResponseModel& policy;
    const ResponseModel& reference;
};

/// Stage 1: what the policy and the reference say of the responses. The mask is 1 on every response token. `check` is
/// called before each pass.
[[nodiscard]] Rollouts collectRollouts(TokenRows queries, TokenRows responses, const RolloutModels& models,
                                       const RolloutOptions& options, const StepCheck& check);

/// The policy's log-probabilities of the same responses now, without gradient: [batch, responseLength].
[[nodiscard]] at::Tensor currentLogprobs(const Rollouts& rollouts, const ResponseModel& policy,
                                         const RolloutOptions& options);

}  // namespace detox
