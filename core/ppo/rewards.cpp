// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/rewards.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/constant_pad_nd.h>

#include "core/util/error.h"

namespace detox {
namespace {

/// [batch, 1]: the column of each row's last 1.
at::Tensor lastCounted(const at::Tensor& mask) {
    const at::Tensor columns = at::arange(1, mask.size(1) + 1, mask.options());
    const at::Tensor last = std::get<0>((mask * columns).max(1, /*keepdim=*/true)) - 1;
    if (last.lt(0).any().item<bool>()) throw internalError("A response without a counted token cannot be rewarded.");
    return last.to(at::kLong);
}

/// The column before each, 0 before the first.
at::Tensor before(const at::Tensor& perToken) {
    return at::constant_pad_nd(perToken.narrow(1, 0, perToken.size(1) - 1), {1, 0});
}

}  // namespace

TokenRewards computeRewards(const RewardInputs& inputs) {
    const at::Tensor nonScore = inputs.kl * -inputs.klCoef;
    at::Tensor perToken = inputs.lengthCoef == 0 ? nonScore : nonScore + inputs.mask * inputs.lengthCoef;
    if (inputs.potentials.defined()) {
        perToken = perToken + inputs.potentials * inputs.gamma - before(inputs.potentials);
    }
    const at::Tensor rewards = perToken.scatter_add(1, lastCounted(inputs.mask), inputs.scores.unsqueeze(1));
    return {.nonScoreRewards = nonScore, .rewards = rewards};
}

}  // namespace detox
