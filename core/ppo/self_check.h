// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/ppo/response_model.h"

namespace detox {

/// DESIGN 7.9: before the first step of an update the policy has not moved, so every ρ must be 1 up to rounding.
struct SelfCheck {
    double deviation = 0;  ///< float32: max |ρ − 1|; bfloat16: mean |ρ − 1|; over the mask
    bool passed = true;    ///< at most 1e-3, or 0.02
};

/// ratio and mask: [rows, responseLength] of the update's first minibatch.
[[nodiscard]] SelfCheck checkFirstRatios(const at::Tensor& ratio, const at::Tensor& mask, ComputePrecision precision);

}  // namespace detox
