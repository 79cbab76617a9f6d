// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "core/checkpoint/tensor_source.h"

namespace detox {

/// Opens one file of torch.save (pytorch_model.bin, adapter_model.bin, *.pt, *.pth), of the zip format or the one
/// before PyTorch 1.6, and validates all of it but the tensors' bytes. Nothing of its pickle is carried out. A zip's
/// data.pkl is compared with its checksum on opening, a tensor's bytes when they are read: one pass over bytes that are
/// in memory then (about 1 s per GB), or, for a tensor that is a part of its storage, one extra read of that storage
/// the first time.
[[nodiscard]] Result<std::unique_ptr<TensorSource>> openPytorch(const std::filesystem::path& file);

}  // namespace detox
