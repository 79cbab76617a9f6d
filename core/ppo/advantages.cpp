// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/advantages.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include "core/ppo/masked_statistics.h"

namespace detox {

at::Tensor generalisedAdvantages(const at::Tensor& values, const at::Tensor& rewards, const AdvantageOptions& options) {
    const std::int64_t length = rewards.size(1);
    at::Tensor advantages = at::empty_like(rewards);
    at::Tensor next = at::zeros({rewards.size(0)}, rewards.options());
    at::Tensor nextValue = next;
    for (std::int64_t t = length - 1; t >= 0; --t) {
        const at::Tensor value = values.select(1, t);
        const at::Tensor delta = rewards.select(1, t) + nextValue * options.gamma - value;
        next = delta + next * (options.gamma * options.lambda);
        nextValue = value;
        advantages.select(1, t).copy_(next);
    }
    return advantages;
}

Advantages computeAdvantages(const at::Tensor& values, const at::Tensor& rewards, const at::Tensor& mask,
                             const AdvantageOptions& options) {
    const c10::NoGradGuard noGradient;
    const at::Tensor maskedValues = values * mask;
    at::Tensor maskedRewards = rewards * mask;
    if (options.rewards != RewardWhitening::Off) maskedRewards = whiten(maskedRewards, mask, WhitenMean::Keep);
    if (options.rewards == RewardWhitening::Response) maskedRewards = maskedRewards * mask;
    const at::Tensor raw = generalisedAdvantages(maskedValues, maskedRewards, options);
    const bool wholeBatch = options.advantages == AdvantageWhitening::Batch;
    return {.values = maskedValues, .advantages = wholeBatch ? whiten(raw, mask) : raw, .returns = raw + maskedValues};
}

}  // namespace detox
