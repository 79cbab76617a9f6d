// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/checkpoint/model_folder.h"
#include "core/models/tensor_table.h"

namespace detox {

/// The folder's weights; with an adapter, each weight W it adapts reads as float32 W + scale·B·A (Hu et al. 2022,
/// eq. 3), and what the adapter saves whole (PEFT's modules_to_save and biases) takes the place of the base's. `table`
/// is the base's: which weights are stored transposed, and the prefix its files may leave out. Throws Error naming what
/// of the adapter fits nothing of the base.
[[nodiscard]] std::unique_ptr<TensorSource> openModelWeights(const ModelFolder& folder, const TensorTable& table);

}  // namespace detox
