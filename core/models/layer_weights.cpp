// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/layer_weights.h"

#include <ATen/ops/layer_norm.h>

#include "core/models/leaf_gradients.h"

namespace detox {

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

at::Tensor applyLinear(const at::Tensor& x, const LinearWeights& weights) {
    return linearOfLeaves(x, weights.weight, weights.bias);
}

at::Tensor applyNorm(const at::Tensor& x, const NormWeights& weights, double epsilon) {
    if (!weights.bias.defined()) {
        return x.mul(x.square().mean(-1, /*keepdim=*/true).add_(epsilon).rsqrt()).mul(weights.weight);
    }
    return at::layer_norm(x, {x.size(-1)}, weights.weight, weights.bias, epsilon);
}

}  // namespace detox
