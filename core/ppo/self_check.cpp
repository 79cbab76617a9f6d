// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/self_check.h"

#include <ATen/TensorOperators.h>

#include "core/ppo/masked_statistics.h"

namespace detox {
namespace {

constexpr double kMaxFloat32 = 1e-3;
constexpr double kMeanBFloat16 = 0.02;

}  // namespace

SelfCheck checkFirstRatios(const at::Tensor& ratio, const at::Tensor& mask, ComputePrecision precision) {
    const at::Tensor distance = (ratio - 1.0).abs();
    const bool coarse = precision == ComputePrecision::BFloat16;
    const double deviation =
        coarse ? maskedMean(distance, mask).item<double>() : (distance * mask).max().item<double>();
    return {.deviation = deviation, .passed = deviation <= (coarse ? kMeanBFloat16 : kMaxFloat32)};
}

}  // namespace detox
