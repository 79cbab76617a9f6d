// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/checkpoint/tensor_source.h"

namespace detox {

struct TensorContents {
    DataType type = DataType::F32;
    std::vector<std::int64_t> shape;
    std::vector<std::byte> bytes;
    friend bool operator==(const TensorContents&, const TensorContents&) = default;
};

/// Every tensor of `source`, whole. Throws what reading says.
inline std::map<std::string, TensorContents> contentsOf(const TensorSource& source) {
    std::map<std::string, TensorContents> contents;
    for (const auto& entry : source.entries()) {
        TensorContents tensor{entry.type, entry.shape, std::vector<std::byte>(entry.bytes)};
        source.read(entry, tensor.bytes).orThrow();
        contents.emplace(entry.name, std::move(tensor));
    }
    return contents;
}

}  // namespace detox
