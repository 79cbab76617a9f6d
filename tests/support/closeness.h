// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <ATen/core/Tensor.h>

namespace detox {

/// |Δ| ≤ absolute + relative·|expected| or floor, whichever is larger.
struct Tolerance {
    double absolute = 0;
    double relative = 0;
    double floor = 0;
};

/// Empty when every element of `actual` where `mask` is nonzero (undefined: all) is within the tolerance of `expected`;
/// else a sentence with the worst element. NaN never is.
[[nodiscard]] std::string difference(const at::Tensor& actual, const at::Tensor& expected, const Tolerance& tolerance,
                                     const at::Tensor& mask = {});

}  // namespace detox
