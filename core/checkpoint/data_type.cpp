// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/data_type.h"

#include <algorithm>
#include <array>

namespace detox {
namespace {

struct Entry {
    DataType type;
    std::string_view name;
    std::size_t bytes;
};

constexpr std::array<Entry, 10> kTypes{{{DataType::Bool, "BOOL", 1},
                                        {DataType::U8, "U8", 1},
                                        {DataType::I8, "I8", 1},
                                        {DataType::I16, "I16", 2},
                                        {DataType::I32, "I32", 4},
                                        {DataType::I64, "I64", 8},
                                        {DataType::F16, "F16", 2},
                                        {DataType::BF16, "BF16", 2},
                                        {DataType::F32, "F32", 4},
                                        {DataType::F64, "F64", 8}}};

const Entry& entry(DataType type) {
    return *std::find_if(kTypes.begin(), kTypes.end(), [&](const Entry& e) { return e.type == type; });
}

}  // namespace

std::size_t bytesPerElement(DataType type) {
    return entry(type).bytes;
}

std::string_view toText(DataType type) {
    return entry(type).name;
}

std::optional<DataType> dataTypeFromText(std::string_view name) {
    const auto found = std::find_if(kTypes.begin(), kTypes.end(), [&](const Entry& e) { return e.name == name; });
    return found == kTypes.end() ? std::nullopt : std::optional(found->type);
}

}  // namespace detox
