// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/checkpoint/tensor_source.h"

namespace detox {

/// Opens one safetensors file and validates its whole header before anything else (the rules of the format's reference,
/// huggingface/safetensors src/tensor.rs, plus: no key twice, at most 1 M tensors, rank ≤ 8, names ≤ 4 KiB).
[[nodiscard]] Result<std::unique_ptr<TensorSource>> openSafetensors(const std::filesystem::path& file);

/// The little-endian, row-major bytes of the tensor at an index of the list that is being written, as many as it
/// declares there. They are not owned and stay valid until the next call; an error ends the writing.
using BytesOfTensor = std::function<Result<std::span<const std::byte>>(std::size_t index)>;

/// Writes `file` (not atomically: meant for a StagedFolder). Tensors are laid out by decreasing alignment, then name,
/// as the reference does; data starts at a multiple of 8 bytes. Each tensor's bytes are asked for once, when they are
/// next in the file.
[[nodiscard]] Result<void> writeSafetensors(const std::filesystem::path& file, const std::vector<TensorEntry>& tensors,
                                            const BytesOfTensor& bytesOf,
                                            const std::map<std::string, std::string>& metadata = {{"format", "pt"}});

/// A tensor to write; `bytes` is not owned.
struct TensorToWrite {
    std::string name;
    DataType type = DataType::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
};

/// The same of tensors whose bytes are all there.
[[nodiscard]] Result<void> writeSafetensors(const std::filesystem::path& file,
                                            const std::vector<TensorToWrite>& tensors,
                                            const std::map<std::string, std::string>& metadata = {{"format", "pt"}});

}  // namespace detox
