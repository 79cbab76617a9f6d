// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/models/norm_kind.h"
#include "core/models/parameters.h"

namespace detox {

class Dropout;

/// Standard deviation of new weights (GPT-2, BERT).
inline constexpr double kInitialDeviation = 0.02;

/// A low-rank addition to some rows of a matrix, scale·B·A (Hu et al. 2022, eq. 3).
struct LinearAdapter {
    at::Tensor a;  ///< [rank, in]
    at::Tensor b;  ///< [rows, rank]
    std::int64_t firstRow = 0;
    double scale = 1;
    double dropout = 0;  ///< share of what A reads that is left out in training
};

/// y = x·weightᵀ + bias; the bias may be undefined.
struct LinearWeights {
    at::Tensor weight;                         ///< [out, in]
    at::Tensor bias;                           ///< [out]
    std::vector<LinearAdapter> adapters = {};  ///< on rows of their own, the first first
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

/// With what the adapters add; these drop nothing where `draws` is nullptr.
[[nodiscard]] at::Tensor applyLinear(const at::Tensor& x, const LinearWeights& weights, Dropout* draws = nullptr);
/// The matrix with what its adapters add, as a copy; the same tensor where it has none.
[[nodiscard]] at::Tensor mergedWeight(const LinearWeights& weights);
[[nodiscard]] at::Tensor applyNorm(const at::Tensor& x, const NormWeights& weights, double epsilon);

}  // namespace detox
