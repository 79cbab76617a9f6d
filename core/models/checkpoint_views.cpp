// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/checkpoint_views.h"

namespace detox {
namespace {

at::Tensor checkpointTensor(const TensorMapping& mapping, const at::Tensor& tensor) {
    const TensorPlace place = placeOf(mapping, tensor);
    return place.view.reshape(place.shape);
}

}  // namespace

TensorPlace placeOf(const TensorMapping& mapping, const at::Tensor& tensor) {
    const at::Tensor rows = mapping.rows < 0 ? tensor : tensor.narrow(0, mapping.firstRow, mapping.rows);
    switch (mapping.layout) {
        case TensorLayout::Same:
            break;
        case TensorLayout::Transposed:
            return {rows.t(), rows.t().sizes().vec()};
        case TensorLayout::HeadByHead:
            return {rows.unflatten(0, {3, mapping.heads, -1}).transpose(0, 1), rows.sizes().vec()};
    }
    return {rows, rows.sizes().vec()};
}

std::vector<NamedTensor> checkpointViews(const TensorTable& table, const ParameterSet& parameters) {
    std::vector<NamedTensor> views;
    views.reserve(table.mappings.size());
    for (const TensorMapping& m : table.mappings) {
        views.push_back({m.checkpointName, checkpointTensor(m, parameters.get(m.parameter).detach())});
    }
    return views;
}

std::vector<NamedTensor> checkpointGradients(const TensorTable& table, const ParameterSet& parameters) {
    std::vector<NamedTensor> views;
    for (const TensorMapping& m : table.mappings) {
        const at::Tensor& gradient = parameters.get(m.parameter).grad();
        if (gradient.defined()) views.push_back({m.checkpointName, checkpointTensor(m, gradient)});
    }
    return views;
}

}  // namespace detox
