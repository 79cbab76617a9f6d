// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/tensor_table.h"

#include <utility>

namespace detox {

void mapWhole(TensorTable& table, std::string checkpointName, std::string parameter) {
    table.mappings.push_back({.checkpointName = std::move(checkpointName), .parameter = std::move(parameter)});
}

void mapTransposed(TensorTable& table, std::string checkpointName, std::string parameter) {
    table.mappings.push_back({.checkpointName = std::move(checkpointName),
                              .parameter = std::move(parameter),
                              .layout = TensorLayout::Transposed});
}

void mapHeadByHead(TensorTable& table, std::string checkpointName, std::string parameter, std::int64_t heads) {
    table.mappings.push_back({.checkpointName = std::move(checkpointName),
                              .parameter = std::move(parameter),
                              .layout = TensorLayout::HeadByHead,
                              .heads = heads});
}

void mapRows(TensorTable& table, const std::vector<NamedRows>& parts, const std::string& parameter) {
    std::int64_t first = 0;
    for (const NamedRows& part : parts) {
        table.mappings.push_back(
            {.checkpointName = part.checkpointName, .parameter = parameter, .firstRow = first, .rows = part.rows});
        first += part.rows;
    }
}

}  // namespace detox
