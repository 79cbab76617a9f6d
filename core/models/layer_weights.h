// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/models/parameters.h"

namespace detox {

/// Standard deviation of new weights (GPT-2, BERT).
inline constexpr double kInitialDeviation = 0.02;

/// y = x·weightᵀ + bias; the bias may be undefined.
struct LinearWeights {
    at::Tensor weight;  ///< [out, in]
    at::Tensor bias;    ///< [out]
};

struct NormWeights {
    at::Tensor weight, bias;  ///< [features]
};

/// Adds NAME.weight of ones and NAME.bias of zeros.
[[nodiscard]] NormWeights addNorm(ParameterSet& parameters, const std::string& name, std::int64_t features);
/// Adds NAME.weight [out, in] and NAME.bias [out].
[[nodiscard]] LinearWeights addLinear(ParameterSet& parameters, const std::string& name, at::IntArrayRef shape,
                                      double deviation = kInitialDeviation);

[[nodiscard]] at::Tensor applyLinear(const at::Tensor& x, const LinearWeights& weights);
[[nodiscard]] at::Tensor applyNorm(const at::Tensor& x, const NormWeights& weights, double epsilon);

}  // namespace detox
