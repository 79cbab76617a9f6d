// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/ppo/minibatch_statistics.h"

namespace detox {

struct LossOptions {
    double clipRange = 0.2;
    double valueClipRange = 0.2;
    double valueCoef = 0.1;
    double entropyCoef = 0;
    double klLossCoef = 0;
    double endingCoef = 0;
};

/// One minibatch, all [rows, responseLength]. Only logprobs, values and (with their terms) entropies, fullKl and
/// endingKl carry a gradient; the rest is fixed for the whole update.
struct LossInputs {
    at::Tensor logprobs;     ///< of the policy being trained
    at::Tensor values;       ///< of the policy being trained
    at::Tensor entropies;    ///< of the policy being trained
    at::Tensor fullKl;       ///< of the policy being trained against the reference; undefined without its term
    at::Tensor endingKl;     ///< of the policy being trained against the reference; undefined without an end token
    at::Tensor oldLogprobs;  ///< when the response was drawn
    at::Tensor oldValues;    ///< when the response was drawn, 0 outside the mask
    at::Tensor advantages;
    at::Tensor returns;
    at::Tensor mask;
};

struct Losses {
    at::Tensor policy;  // scalar
    at::Tensor value;   // scalar, before valueCoef
    at::Tensor total;   // scalar: policy + valueCoef·value − entropyCoef·mean entropy + klLossCoef·mean fullKl
                        // + endingCoef·mean endingKl
    at::Tensor ratio;   // [rows, responseLength], no gradient
    MinibatchStatistics statistics;
};

/// DESIGN 7.6: masked mean of max(−A·ρ, −A·clip(ρ, 1 ± clipRange)) and ½ masked mean of
/// max((V−R)², (clip(V, Vold ± valueClipRange)−R)²). Sources: Schulman et al. 2017, equations 7 and 9; TRL 0.7.1
/// PPOTrainer.loss.
[[nodiscard]] Losses ppoLosses(const LossInputs& inputs, const LossOptions& options);

/// ρ = exp(lp − lpOld), without gradient: [rows, responseLength].
[[nodiscard]] at::Tensor probabilityRatio(const at::Tensor& logprobs, const at::Tensor& oldLogprobs);

}  // namespace detox
