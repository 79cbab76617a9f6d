// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace detox {

/// Products whose backward pass adds to the gradients of parameters where these lie: libtorch would write each gradient
/// into memory of its own and add that after. Parameters are leaves or need no gradient; a parameter that needs none
/// costs no product. Otherwise as the operators of the same name.

/// x·weightᵀ + bias: [..., in], [out, in], [out] or undefined → [..., out]
[[nodiscard]] at::Tensor linearOfLeaves(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

/// Rows of weight [n, width] at ids int64 [tokens] → [tokens, width]
[[nodiscard]] at::Tensor embeddingOfLeaf(const at::Tensor& weight, const at::Tensor& ids);

/// What libtorch's functions of one's own take instead of an undefined tensor.
[[nodiscard]] c10::optional<at::Tensor> given(const at::Tensor& tensor);

/// leaf.grad += leftᵀ·right, of [n, rows] and [n, columns].
void addGradientProduct(const at::Tensor& leaf, const at::Tensor& left, const at::Tensor& right);
/// leaf.grad += gradient
void addGradient(const at::Tensor& leaf, const at::Tensor& gradient);

}  // namespace detox
