// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/models/norm_kind.h"
#include "core/models/parameters.h"

namespace detox {

/// Standard deviation of new weights (GPT-2, BERT).
inline constexpr double kInitialDeviation = 0.02;

/// y = x·weightᵀ + bias; the bias may be undefined.
struct LinearWeights {
    at::Tensor weight;  ///< [out, in]
    at::Tensor bias;    ///< [out]
};

struct LinearOptions {
    double deviation = kInitialDeviation;  ///< of the first weights
    bool bias = true;
};

struct NormWeights {
    at::Tensor weight;  ///< [features]
    at::Tensor bias;    ///< [features]; undefined: a root-mean-square norm
};

/// Adds NAME.weight of ones and, for a layer norm, NAME.bias of zeros.
[[nodiscard]] NormWeights addNorm(ParameterSet& parameters, const std::string& name, std::int64_t features,
                                  NormKind kind = NormKind::Layer);
/// Adds NAME.weight [out, in] and, where asked for, NAME.bias [out].
[[nodiscard]] LinearWeights addLinear(ParameterSet& parameters, const std::string& name, at::IntArrayRef shape,
                                      const LinearOptions& options = {});

[[nodiscard]] at::Tensor applyLinear(const at::Tensor& x, const LinearWeights& weights);
[[nodiscard]] at::Tensor applyNorm(const at::Tensor& x, const NormWeights& weights, double epsilon);

}  // namespace detox
