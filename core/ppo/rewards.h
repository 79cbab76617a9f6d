// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace detox {

struct TokenRewards {
    at::Tensor nonScoreRewards;  // [batch, responseLength]: −klCoef·kl
    /// [batch, responseLength]: the same, plus lengthCoef, what the token changes of the potential, and the score at
    /// each row's last counted token.
    at::Tensor rewards;
};

struct RewardInputs {
    at::Tensor scores;           // [batch]
    at::Tensor kl;               // [batch, responseLength]
    at::Tensor mask;             // [batch, responseLength], float32 0 and 1
    at::Tensor potentials = {};  // [batch, responseLength], 0 from each row's last counted token on; undefined: off
    double gamma = 1;            ///< of the potentials
    double klCoef = 0;
    double lengthCoef = 0;  ///< reward of every counted token
};

/// Stage 3 (DESIGN 7.4; TRL 0.7.1 PPOTrainer.compute_rewards). Throws Error when a row counts no token, as its score
/// would be lost.
[[nodiscard]] TokenRewards computeRewards(const RewardInputs& inputs);

}  // namespace detox
