// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/masked_statistics.h"

#include <algorithm>

#include <ATen/TensorOperators.h>

namespace detox {
namespace {

constexpr double kVarianceFloor = 1e-8;

}  // namespace

at::Tensor maskedMean(const at::Tensor& values, const at::Tensor& mask) {
    return (values * mask).sum() / mask.sum();
}

at::Tensor maskedVariance(const at::Tensor& values, const at::Tensor& mask) {
    const at::Tensor biased = maskedMean((values - maskedMean(values, mask)).square(), mask);
    const auto count = mask.sum().item<double>();
    const double bessel = count / std::max(count - 1.0, 1.0);
    return biased * bessel;
}

at::Tensor whiten(const at::Tensor& values, const at::Tensor& mask, WhitenMean keep) {
    const at::Tensor mean = maskedMean(values, mask);
    const at::Tensor whitened = (values - mean) * (maskedVariance(values, mask) + kVarianceFloor).rsqrt();
    return keep == WhitenMean::Keep ? whitened + mean : whitened;
}

}  // namespace detox
