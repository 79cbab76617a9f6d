// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/token_logprobs.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>

namespace detox {

at::Tensor vocabularyLogprobs(const at::Tensor& logits) {
    return at::log_softmax(logits, -1, at::kFloat);
}

at::Tensor logprobsOf(const at::Tensor& logprobs, const at::Tensor& tokens) {
    return logprobs.gather(-1, tokens.unsqueeze(-1)).squeeze(-1);
}

at::Tensor entropies(const at::Tensor& logprobs) {
    return -(logprobs.exp() * logprobs).sum(-1);
}

}  // namespace detox
