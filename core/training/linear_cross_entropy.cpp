// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/linear_cross_entropy.h"

#include <algorithm>
#include <cstdint>

#include <ATen/ops/_log_softmax.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mm.h>
#include <c10/core/GradMode.h>

namespace detox {
namespace {

/// 256 rows of 6,000 logits are 6 MB: within a shared last-level cache, large enough for full matrix-product speed. A
/// GPU wants more at a time: launching costs more than 200 MB of logits.
std::int64_t sliceRows(const at::Tensor& hidden) {
    return hidden.is_cpu() ? 256 : 8192;
}

}  // namespace

LinearCrossEntropy linearCrossEntropy(const at::Tensor& hidden, const at::Tensor& weight, const at::Tensor& targets,
                                      double scale, const at::Tensor& weightGradient) {
    const c10::NoGradGuard guard;
    LinearCrossEntropy out;
    const bool withGradient = weightGradient.defined();
    if (withGradient) out.hiddenGradient = at::empty_like(hidden);
    const std::int64_t slice = sliceRows(hidden);
    for (std::int64_t begin = 0; begin < hidden.size(0); begin += slice) {
        const std::int64_t end = std::min(begin + slice, hidden.size(0));
        const at::Tensor states = hidden.slice(0, begin, end);
        const at::Tensor wanted = targets.slice(0, begin, end).unsqueeze(1);
        const at::Tensor logprobs = at::_log_softmax(states.mm(weight.t()), 1, false);  // [slice, vocabulary]
        out.loss -= logprobs.gather(1, wanted).sum(at::kDouble).item<double>();
        if (!withGradient) continue;
        const at::Tensor gradient = logprobs.exp_();
        gradient.scatter_add_(1, wanted, at::empty_like(wanted, gradient.options()).fill_(-1.0));
        gradient.mul_(scale);
        at::Tensor statesGradient = out.hiddenGradient.slice(0, begin, end);
        at::mm_out(statesGradient, gradient, weight);
        weightGradient.addmm_(gradient.t(), states);
    }
    return out;
}

}  // namespace detox
