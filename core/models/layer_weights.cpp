// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/layer_weights.h"

#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>

namespace detox {

NormWeights addNorm(ParameterSet& parameters, const std::string& name, std::int64_t features) {
    return {.weight = parameters.add(name + ".weight", {features}, Initial::Ones),
            .bias = parameters.add(name + ".bias", {features}, Initial::Zeros)};
}

LinearWeights addLinear(ParameterSet& parameters, const std::string& name, at::IntArrayRef shape, double deviation) {
    return {.weight = parameters.add(name + ".weight", shape, Initial::Normal, deviation),
            .bias = parameters.add(name + ".bias", {shape[0]}, Initial::Zeros)};
}

at::Tensor applyLinear(const at::Tensor& x, const LinearWeights& weights) {
    return at::linear(x, weights.weight, weights.bias);
}

at::Tensor applyNorm(const at::Tensor& x, const NormWeights& weights, double epsilon) {
    return at::layer_norm(x, {x.size(-1)}, weights.weight, weights.bias, epsilon);
}

}  // namespace detox
