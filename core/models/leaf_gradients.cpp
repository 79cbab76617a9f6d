// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/leaf_gradients.h"

#include <ATen/ops/embedding.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/models/products.h"

namespace detox {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

at::Tensor asRows(const at::Tensor& x) {
    return x.reshape({-1, x.size(-1)});
}

bool learns(const at::Tensor& parameter) {
    return parameter.defined() && parameter.requires_grad();
}

class LinearOfLeaves : public torch::autograd::Function<LinearOfLeaves> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight,
                              const c10::optional<at::Tensor>& bias) {
        context->save_for_backward({learns(weight) ? x : at::Tensor(), weight, bias.value_or(at::Tensor())});
        context->saved_data["passesOn"] = x.requires_grad();
        return linearProduct(x, weight, bias.value_or(at::Tensor()));
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const auto saved = context->get_saved_variables();
        const at::Tensor& weight = saved[1];
        const at::Tensor& bias = saved[2];
        const at::Tensor gradient = asRows(gradients[0]);
        if (learns(weight)) addGradientProduct(weight, gradient, asRows(saved[0]));
        if (learns(bias)) addGradient(bias, gradient.sum(0));
        if (!context->saved_data["passesOn"].toBool()) return {at::Tensor(), at::Tensor(), at::Tensor()};
        auto sizes = gradients[0].sizes().vec();
        sizes.back() = weight.size(1);
        return {product(gradient, weight).view(sizes), at::Tensor(), at::Tensor()};
    }
};

class EmbeddingOfLeaf : public torch::autograd::Function<EmbeddingOfLeaf> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& weight, const at::Tensor& ids) {
        context->save_for_backward({weight, ids});
        return at::embedding(weight, ids);
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const auto saved = context->get_saved_variables();
        at::Tensor& sum = saved[0].mutable_grad();
        if (!sum.defined()) sum = at::zeros_like(saved[0]);
        sum.index_add_(0, saved[1], gradients[0]);
        return {at::Tensor(), at::Tensor()};
    }
};

}  // namespace

c10::optional<at::Tensor> given(const at::Tensor& tensor) {
    return tensor.defined() ? c10::optional<at::Tensor>(tensor) : c10::nullopt;
}

at::Tensor linearOfLeaves(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
    return LinearOfLeaves::apply(x, weight, given(bias));
}

at::Tensor embeddingOfLeaf(const at::Tensor& weight, const at::Tensor& ids) {
    return EmbeddingOfLeaf::apply(weight, ids);
}

void addGradientProduct(const at::Tensor& leaf, const at::Tensor& left, const at::Tensor& right) {
    at::Tensor& sum = leaf.mutable_grad();
    if (sum.defined()) {
        addProduct(sum, left.t(), right);
    } else {
        sum = product(left.t(), right);
    }
}

void addGradient(const at::Tensor& leaf, const at::Tensor& gradient) {
    at::Tensor& sum = leaf.mutable_grad();
    if (sum.defined()) {
        sum.add_(gradient);
    } else {
        sum = gradient;
    }
}

}  // namespace detox
