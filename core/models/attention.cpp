// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/attention.h"

#include <limits>

#include <ATen/ops/arange.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>

namespace detox {
namespace {

/// Not minus infinity: a row that sees nothing (padding) then averages instead of giving NaN.
constexpr float kHidden = std::numeric_limits<float>::lowest();

at::Tensor asBias(const at::Tensor& visible) {
    return at::zeros(visible.sizes(), visible.options().dtype(at::kFloat)).masked_fill_(visible.logical_not(), kHidden);
}

}  // namespace

at::Tensor causalBias(std::int64_t length, std::int64_t window, at::Device device) {
    const at::Tensor index = at::arange(length, at::TensorOptions().dtype(at::kLong).device(device));
    const at::Tensor distance = index.unsqueeze(1).sub(index.unsqueeze(0));  // [query, key]
    at::Tensor visible = distance.ge(0);
    if (window > 0) visible = visible.logical_and(distance.lt(window));
    return asBias(visible.unsqueeze(0).unsqueeze(0));
}

at::Tensor paddingBias(const at::Tensor& mask) {
    return mask.defined() ? asBias(mask.ne(0).unsqueeze(1).unsqueeze(1)) : at::Tensor();
}

QueryKeyValue splitHeads(const at::Tensor& qkv, const AttentionShape& shape) {
    const std::int64_t batch = qkv.size(0);
    const std::int64_t length = qkv.size(1);
    if (shape.kvHeads == shape.heads) {
        const at::Tensor parts = qkv.view({batch, length, 3, shape.heads, shape.headSize})
                                     .permute({2, 0, 3, 1, 4})
                                     .reshape({3, batch * shape.heads, length, shape.headSize});
        return {parts.select(0, 0), parts.select(0, 1), parts.select(0, 2)};
    }
    const auto part = [&](std::int64_t firstHead, std::int64_t heads) {
        return qkv.narrow(2, firstHead * shape.headSize, heads * shape.headSize)
            .view({batch, length, heads, shape.headSize})
            .transpose(1, 2)
            .reshape({batch * heads, length, shape.headSize});
    };
    return {part(0, shape.heads), part(shape.heads, shape.kvHeads), part(shape.heads + shape.kvHeads, shape.kvHeads)};
}

at::Tensor attentionWeights(const QueryKeyValue& parts, const at::Tensor& bias, const AttentionShape& shape) {
    const at::Tensor& key = parts.key;
    // The query heads of one key head are as many more rows of its product.
    const at::Tensor query = parts.query.view({key.size(0), -1, shape.headSize});
    at::Tensor scores = at::bmm(query, key.transpose(1, 2));
    if (shape.scale != 1) scores = scores.mul_(shape.scale);
    if (!bias.defined()) return at::softmax(scores, -1);
    const std::int64_t length = key.size(1);
    return at::softmax(scores.view({-1, shape.heads, length, length}).add(bias), -1).view(scores.sizes());
}

at::Tensor mixValues(const at::Tensor& weights, const at::Tensor& value, const AttentionShape& shape) {
    const std::int64_t length = value.size(1);
    return at::bmm(weights, value)
        .view({-1, shape.heads, length, shape.headSize})
        .transpose(1, 2)
        .reshape({-1, length, shape.heads * shape.headSize});
}

}  // namespace detox
