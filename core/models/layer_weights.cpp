// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/layer_weights.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/layer_norm.h>
#include <c10/core/GradMode.h>

#include "core/models/dropout.h"
#include "core/models/leaf_gradients.h"

namespace detox {
namespace {

/// What the adapters add to all outputs, 0 where none is: [..., out].
at::Tensor adapterOutputs(const at::Tensor& x, const LinearWeights& weights, Dropout* draws) {
    std::vector<at::Tensor> parts;
    std::int64_t row = 0;
    const auto fillTo = [&](std::int64_t next) {
        std::vector<std::int64_t> shape = x.sizes().vec();
        shape.back() = next - row;
        if (next > row) parts.push_back(x.new_zeros(shape));
    };
    for (const LinearAdapter& adapter : weights.adapters) {
        fillTo(adapter.firstRow);
        const at::Tensor low = linearOfLeaves(dropped(x, adapter.dropout, draws), adapter.a, {});
        parts.push_back(linearOfLeaves(low.mul(adapter.scale), adapter.b, {}));
        row = adapter.firstRow + adapter.b.size(0);
    }
    fillTo(weights.weight.size(0));
    return parts.size() == 1 ? parts.front() : at::cat(parts, -1);
}

}  // namespace

NormWeights addNorm(ParameterSet& parameters, const std::string& name, std::int64_t features, NormKind kind) {
    NormWeights norm{.weight = parameters.add(name + ".weight", {features}, Initial::Ones), .bias = {}};
    if (kind == NormKind::Layer) norm.bias = parameters.add(name + ".bias", {features}, Initial::Zeros);
    return norm;
}

LinearWeights addLinear(ParameterSet& parameters, const std::string& name, at::IntArrayRef shape,
                        const LinearOptions& options) {
    LinearWeights linear{.weight = parameters.add(name + ".weight", shape, Initial::Normal, options.deviation),
                         .bias = {}};
    if (options.bias) linear.bias = parameters.add(name + ".bias", {shape[0]}, Initial::Zeros);
    return linear;
}

at::Tensor applyLinear(const at::Tensor& x, const LinearWeights& weights, Dropout* draws) {
    const at::Tensor y = linearOfLeaves(x, weights.weight, weights.bias);
    return weights.adapters.empty() ? y : y.add(adapterOutputs(x, weights, draws));
}

at::Tensor mergedWeight(const LinearWeights& weights) {
    if (weights.adapters.empty()) return weights.weight;
    const c10::NoGradGuard noGrad;
    at::Tensor merged = weights.weight.clone();
    for (const LinearAdapter& adapter : weights.adapters) {
        merged.narrow(0, adapter.firstRow, adapter.b.size(0)).add_(adapter.b.matmul(adapter.a).mul_(adapter.scale));
    }
    return merged;
}

at::Tensor applyNorm(const at::Tensor& x, const NormWeights& weights, double epsilon) {
    if (!weights.bias.defined()) {
        return x.mul(x.square().mean(-1, /*keepdim=*/true).add_(epsilon).rsqrt()).mul(weights.weight);
    }
    return at::layer_norm(x, {x.size(-1)}, weights.weight, weights.bias, epsilon);
}

}  // namespace detox
