// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/checkpoint/foreign_file.h"
#include "core/checkpoint/pytorch_state.h"

namespace detox {

/// Where a storage's bytes lie in the file.
struct PlacedStorage {
    std::uint64_t begin = 0;
    std::uint64_t bytes = 0;
    std::optional<std::uint32_t> crc;  ///< CRC-32 of the bytes, where the file has one
};

/// What a file of torch.save holds; every storage lies inside the file.
struct PytorchContents {
    std::vector<PytorchTensor> tensors;
    std::vector<PlacedStorage> storages;  ///< PytorchTensor::storage counts in these
};

/// The format since PyTorch 1.6: a zip archive with <any folder>/data.pkl and one entry data/<key> per storage
/// (torch/serialization.py, _save; caffe2/serialize/inline_container.h).
[[nodiscard]] Result<PytorchContents> readPytorchZip(const OpenFile& open, const std::filesystem::path& file);

/// The format before: pickles of a magic number, the protocol, facts about the machine, the object and the storages'
/// keys, then each storage with its number of elements before it (torch/serialization.py, _legacy_save).
[[nodiscard]] Result<PytorchContents> readPytorchLegacy(const OpenFile& open, const std::filesystem::path& file);

/// CRC-32 of zip archives, of the bytes so far and `bytes`; starts with 0.
[[nodiscard]] std::uint32_t extendCrc(std::uint32_t crc, std::span<const std::byte> bytes);

}  // namespace detox
