// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/checkpoint/pickle.h"
#include "core/checkpoint/strided_read.h"
#include "core/checkpoint/tensor_source.h"

namespace detox {

/// Bytes that tensors of a PyTorch file share, as its pickle declares them; key is its name in the file.
struct PytorchStorage {
    std::string key;
    DataType type = DataType::F32;
    std::int64_t elements = 0;
    std::uint64_t bytes = 0;
};

/// A tensor as a view of a storage; it lies inside it.
struct PytorchTensor {
    TensorEntry entry;
    std::size_t storage = 0;  ///< index into PytorchState::storages
    std::uint64_t begin = 0;  ///< byte of the storage at which the first element lies
    StridedLayout layout;
};

struct PytorchState {
    std::vector<PytorchStorage> storages;
    std::vector<PytorchTensor> tensors;  ///< in the pickle's order
};

/// The tensors of a state dict. Those of dictionaries in it are named "outer.inner"; where all lie in one dictionary of
/// the outermost ({"model": …, "step": 7}), its key is left out. What is no tensor is left out too, and so is what
/// lists hold. Each tensor is proven to lie inside its storage, no storage or tensor to be larger than the file.
[[nodiscard]] Result<PytorchState> readPytorchState(const Pickle& pickle, std::uint64_t fileBytes,
                                                    const std::filesystem::path& file);

}  // namespace detox
