// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <ATen/core/Tensor.h>

namespace detox {

/// layer(x), of which nothing but x is kept: the backward pass runs `layer` again (Chen et al. 2016, "Training Deep
/// Nets with Sublinear Memory Cost"). `layer` gives the same each time, and what it refers to outlives the backward
/// pass.
[[nodiscard]] at::Tensor recomputed(const at::Tensor& x, std::function<at::Tensor(const at::Tensor&)> layer);

}  // namespace detox
