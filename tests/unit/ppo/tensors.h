// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gmock/gmock.h>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/tensor.h>

/// Hand-written tensors and their comparison.
namespace detox {

using Rows = std::vector<std::vector<double>>;

inline at::Tensor matrix(const Rows& rows) {
    std::vector<float> flat;
    for (const auto& row : rows) flat.insert(flat.end(), row.begin(), row.end());
    const auto height = static_cast<std::int64_t>(rows.size());
    return at::tensor(flat).view({height, static_cast<std::int64_t>(flat.size()) / height});
}

inline at::Tensor vector(const std::vector<double>& values) {
    return matrix({values}).squeeze(0);
}

inline std::vector<double> numbers(const at::Tensor& tensor) {
    const at::Tensor flat = tensor.detach().to(at::kDouble).contiguous();
    return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

inline void expectNumbers(const at::Tensor& actual, const std::vector<double>& expected) {
    EXPECT_THAT(numbers(actual), ::testing::Pointwise(::testing::DoubleNear(2e-6), expected));
}

}  // namespace detox
