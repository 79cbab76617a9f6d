// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "core/checkpoint/safetensors.h"
#include "core/models/checkpoint_views.h"

namespace detox {

/// Writes model.safetensors in `folder` anew, after `change` worked on the list of the model's names and tensors.
template <class Model, class Change>
void rewriteWeights(const std::filesystem::path& folder, const Model& model, Change change) {
    std::vector<NamedTensor> tensors = checkpointViews(model.table(), model.parameters());
    change(tensors);
    std::vector<TensorToWrite> list;
    for (NamedTensor& t : tensors) {
        t.tensor = t.tensor.contiguous();
        const auto* bytes = static_cast<const std::byte*>(t.tensor.data_ptr());
        const DataType type = t.tensor.scalar_type() == at::kHalf   ? DataType::F16
                              : t.tensor.scalar_type() == at::kLong ? DataType::I64
                                                                    : DataType::F32;
        list.push_back({t.name, type, t.tensor.sizes().vec(), {bytes, t.tensor.nbytes()}});
    }
    writeSafetensors(folder / "model.safetensors", list).orThrow();
}

}  // namespace detox
