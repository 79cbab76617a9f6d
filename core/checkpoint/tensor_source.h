// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/checkpoint/data_type.h"
#include "core/util/result.h"

namespace detox {

/// A tensor as a file declares it; validated: bytes == product(shape) × element size, without overflow.
struct TensorEntry {
    std::string name;
    DataType type = DataType::F32;
    std::vector<std::int64_t> shape;
    std::size_t bytes = 0;
};

/// The named tensors of one model: one file or several shards. Nothing is mapped; a read goes straight into the
/// caller's memory.
class TensorSource {
public:
    virtual ~TensorSource() = default;
    /// In the order of the file(s).
    [[nodiscard]] virtual const std::vector<TensorEntry>& entries() const = 0;
    /// nullptr when there is no such tensor.
    [[nodiscard]] virtual const TensorEntry* find(std::string_view name) const = 0;
    /// Little-endian, row-major bytes of the tensor. Precondition: `destination` has entry.bytes bytes.
    [[nodiscard]] virtual Result<void> read(const TensorEntry& entry, std::span<std::byte> destination) const = 0;
    /// For messages: the file that holds the tensor.
    [[nodiscard]] virtual std::filesystem::path fileOf(const TensorEntry& entry) const = 0;
};

}  // namespace detox
