// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/models/parameters.h"
#include "core/models/tensor_table.h"

namespace detox {

/// A checkpoint tensor's elements in the memory of `tensor` (a parameter or its gradient), in the checkpoint's order.
struct TensorPlace {
    at::Tensor view;                  ///< may be strided, and of more dimensions than the checkpoint's tensor
    std::vector<std::int64_t> shape;  ///< the checkpoint's
};
[[nodiscard]] TensorPlace placeOf(const TensorMapping& mapping, const at::Tensor& tensor);

/// What each checkpoint name stands for in `parameters`, as the checkpoint orders it: views where the order is ours.
[[nodiscard]] std::vector<NamedTensor> checkpointViews(const TensorTable& table, const ParameterSet& parameters);
/// The same of the parameters' gradients; parameters without a gradient are left out.
[[nodiscard]] std::vector<NamedTensor> checkpointGradients(const TensorTable& table, const ParameterSet& parameters);

}  // namespace detox
