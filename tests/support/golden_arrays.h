// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include "core/checkpoint/safetensors.h"
#include "core/util/json.h"

namespace detox {

/// The arrays of a reference file as tensors of their own type.
class GoldenArrays {
public:
    explicit GoldenArrays(const std::filesystem::path& file) : m_source(openSafetensors(file).orThrow()) {}

    [[nodiscard]] bool has(const std::string& name) const { return m_source->find(name) != nullptr; }
    [[nodiscard]] at::Tensor get(const std::string& name) const {
        const TensorEntry* entry = m_source->find(name);
        if (entry == nullptr) throw notFound("There is no reference array '" + name + "'.");
        const at::Tensor tensor = at::empty(entry->shape, scalarType(entry->type));
        m_source->read(*entry, {static_cast<std::byte*>(tensor.data_ptr()), entry->bytes}).orThrow();
        return tensor;
    }
    [[nodiscard]] const TensorSource& source() const { return *m_source; }

private:
    static at::ScalarType scalarType(DataType type) {
        switch (type) {
            case DataType::F32:
                return at::kFloat;
            case DataType::F64:
                return at::kDouble;
            case DataType::I64:
                return at::kLong;
            case DataType::Bool:
                return at::kBool;
            default:
                throw unsupported("Reference arrays of type " + std::string(toText(type)) + " are not read.");
        }
    }
    std::unique_ptr<TensorSource> m_source;
};

/// max |a − b| over the elements where `mask` (of a's leading dimensions) is nonzero; everywhere without a mask.
[[nodiscard]] inline double maxDifference(const at::Tensor& a, const at::Tensor& b, const at::Tensor& mask = {}) {
    if (a.sizes() != b.sizes()) throw invalidInput("Arrays of different shapes were compared.");
    at::Tensor difference = a.detach().to(at::kDouble).sub(b.detach().to(at::kDouble)).abs();
    if (mask.defined()) {
        at::Tensor chosen = mask.ne(0);
        while (chosen.dim() < difference.dim()) chosen = chosen.unsqueeze(-1);
        difference = difference.masked_select(chosen.expand_as(difference));
    }
    if (difference.numel() == 0) throw invalidInput("Nothing was compared.");
    return difference.max().item<double>();
}

}  // namespace detox
