// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/tensor_table.h"

#include <utility>

namespace detox {
namespace {

at::Tensor rowsOf(const at::Tensor& tensor, const TensorMapping& mapping) {
    return mapping.rows < 0 ? tensor : tensor.narrow(0, mapping.firstRow, mapping.rows);
}

}  // namespace

void mapWhole(TensorTable& table, std::string checkpointName, std::string parameter) {
    table.mappings.push_back({.checkpointName = std::move(checkpointName), .parameter = std::move(parameter)});
}

void mapThirds(TensorTable& table, const std::vector<std::string>& checkpointNames, const std::string& parameter,
               std::int64_t rowsEach) {
    for (std::size_t i = 0; i < checkpointNames.size(); ++i) {
        table.mappings.push_back({.checkpointName = checkpointNames[i],
                                  .parameter = parameter,
                                  .firstRow = static_cast<std::int64_t>(i) * rowsEach,
                                  .rows = rowsEach});
    }
}

std::vector<NamedTensor> checkpointViews(const TensorTable& table, const ParameterSet& tensors) {
    std::vector<NamedTensor> views;
    views.reserve(table.mappings.size());
    for (const TensorMapping& m : table.mappings) {
        views.push_back({m.checkpointName, rowsOf(tensors.get(m.parameter).detach(), m)});
    }
    return views;
}

std::vector<NamedTensor> checkpointGradients(const TensorTable& table, const ParameterSet& parameters) {
    std::vector<NamedTensor> views;
    for (const TensorMapping& m : table.mappings) {
        const at::Tensor& gradient = parameters.get(m.parameter).grad();
        if (gradient.defined()) views.push_back({m.checkpointName, rowsOf(gradient, m)});
    }
    return views;
}

}  // namespace detox
