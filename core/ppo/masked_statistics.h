// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace detox {

/// Statistics over the elements whose mask is 1. `mask` has the shape of `values` and holds 0 and 1 as float32; at
/// least one element counts. Results are scalars that carry a gradient where `values` does. Source: trl/core.py
/// masked_mean, masked_var, masked_whiten (TRL 0.7.1).

[[nodiscard]] at::Tensor maskedMean(const at::Tensor& values, const at::Tensor& mask);

/// With Bessel's n/(n−1). A single element has variance 0, where the source divides by zero.
[[nodiscard]] at::Tensor maskedVariance(const at::Tensor& values, const at::Tensor& mask);

enum class WhitenMean { Shift, Keep };

/// (values − mean)·rsqrt(var + 1e-8), plus the mean again with WhitenMean::Keep. Elements outside the mask are moved by
/// the same numbers but have no part in them.
[[nodiscard]] at::Tensor whiten(const at::Tensor& values, const at::Tensor& mask, WhitenMean mean = WhitenMean::Shift);

}  // namespace detox
