// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "core/checkpoint/data_type.h"
#include "core/checkpoint/sharded_weights.h"
#include "core/checkpoint/tensor_source.h"
#include "core/models/checkpoint_views.h"

namespace detox {

/// The source's tensor for a name of the table, in any form that files have; nullptr: none.
[[nodiscard]] const TensorEntry* findTensor(const TensorSource& source, const TensorTable& table,
                                            const std::string& name);

/// A tensor's values as float32. Throws Error naming file and tensor for a type that holds no weights.
[[nodiscard]] at::Tensor readFloat(const TensorSource& source, const TensorEntry& entry);

/// Reads every tensor of the table into its parameter; float16, bfloat16 and float64 become float32. Throws Error
/// naming file and tensor for one that is missing, unexpected, of another shape or of a type that holds no weights; the
/// parameters are then in an unspecified state.
void loadParameters(const TensorSource& source, const TensorTable& table, const ParameterSet& parameters);
/// The refusals of loadParameters, without reading or writing an element.
void checkParameters(const TensorSource& source, const TensorTable& table, const ParameterSet& parameters);

/// How weights are written; an element type alone says it all.
struct WeightsFormat {
    WeightsFormat(DataType elementType = DataType::F32, std::uint64_t shardBytes = kMaxShardBytes)
        : type(elementType), maxShardBytes(shardBytes) {}

    DataType type;                             ///< F32, BF16 or F16
    std::uint64_t maxShardBytes;               ///< more than these become several files
    std::function<void()> beforeEach = [] {};  ///< called before each tensor is converted; may throw to end the work
};

/// Writes the table's tensors as `file` or its shards (writeShardedSafetensors), in the table's order, with one tensor
/// converted at a time. Throws Error, also naming a tensor with a value that float16 cannot hold.
void saveParameters(const std::filesystem::path& file, const TensorTable& table, const ParameterSet& parameters,
                    const WeightsFormat& format);
/// The same of tensors that are not kept: `valueOf` makes the one of a parameter, more than once.
using ParameterValues = std::function<at::Tensor(const std::string& parameter)>;
void saveParameters(const std::filesystem::path& file, const TensorTable& table, const ParameterValues& valueOf,
                    const WeightsFormat& format);

/// The elements of `view` in its own order, on the CPU, as files of that type hold them: the same memory where they lie
/// so already. Throws Error naming `name` where a finite value is beyond float16.
[[nodiscard]] at::Tensor asWritten(const std::string& name, const at::Tensor& view, DataType type);

/// Throws Error naming the first tensor of `written` that does not hold its parameter's bits in that format; the number
/// of tensors.
std::int64_t requireSame(const TensorSource& written, const TensorTable& table, const ParameterSet& parameters,
                         const WeightsFormat& format);
/// The same of one tensor.
void requireSame(const TensorSource& written, const std::string& name, const at::Tensor& values, DataType type);

}  // namespace detox
