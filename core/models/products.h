// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace detox {

/// Matrix products without gradient, on the processor divided among libtorch's threads, each part by a BLAS that has
/// one thread of its own: BLAS's own threads would spin beside libtorch's and take a core from them (compute_facts.h
/// sets them to one). Elsewhere libtorch's operators.

/// [m, k]·[k, n]
[[nodiscard]] at::Tensor product(const at::Tensor& a, const at::Tensor& b);
/// into [m, n] = [m, k]·[k, n]
void productInto(const at::Tensor& into, const at::Tensor& a, const at::Tensor& b);
/// into [m, n] += [m, k]·[k, n]
void addProduct(const at::Tensor& into, const at::Tensor& a, const at::Tensor& b);
/// x·weightᵀ + bias: [..., in], [out, in], [out] or undefined → [..., out]
[[nodiscard]] at::Tensor linearProduct(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

}  // namespace detox
