// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/activation.h"

#include <ATen/ops/empty_like.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/models/sigmoid_kernel.h"

namespace detox {
namespace {

using sigmoid_kernel::Curve;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr double kTanhSlope = 0.7978845608028654;  ///< √(2/π)
constexpr double kGeluSlope = 1.702;               ///< of GELU's sigmoid (Hendrycks and Gimpel 2016, section 2)
constexpr Curve kGeluTanh{.linear = static_cast<float>(2 * kTanhSlope),
                          .cubic = static_cast<float>(2 * kTanhSlope * 0.044715)};
constexpr Curve kGeluSigmoid{.linear = static_cast<float>(kGeluSlope)};

class KernelActivation : public torch::autograd::Function<KernelActivation> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& given, double linear, double cubic) {
        const at::Tensor x = given.contiguous();
        context->save_for_backward({x});
        context->saved_data["linear"] = linear;
        context->saved_data["cubic"] = cubic;
        at::Tensor y = at::empty_like(x);
        sigmoid_kernel::forward(curveOf(context), x.data_ptr<float>(), x.numel(), y.data_ptr<float>());
        return y;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const at::Tensor x = context->get_saved_variables()[0];
        const at::Tensor dy = gradients[0].contiguous();
        at::Tensor dx = at::empty_like(x);
        sigmoid_kernel::backward(curveOf(context), x.data_ptr<float>(), dy.data_ptr<float>(), x.numel(),
                                 dx.data_ptr<float>());
        return {dx, at::Tensor(), at::Tensor()};
    }

private:
    static Curve curveOf(AutogradContext* context) {
        return {.linear = static_cast<float>(context->saved_data["linear"].toDouble()),
                .cubic = static_cast<float>(context->saved_data["cubic"].toDouble())};
    }
};

/// By libtorch's operators.
at::Tensor activateAnywhere(const at::Tensor& x, Activation activation) {
    switch (activation) {
        case Activation::Gelu:
            return at::gelu(x);
        case Activation::GeluTanh:
            return at::gelu(x, "tanh");
        case Activation::GeluSigmoid:
            return x.mul(at::sigmoid(x.mul(kGeluSlope)));
        case Activation::Relu:
            return at::relu(x);
        case Activation::Silu:
            return at::silu(x);
    }
    return x;
}

const Curve* curveOf(Activation activation) {
    static constexpr Curve kSilu;
    switch (activation) {
        case Activation::GeluTanh:
            return &kGeluTanh;
        case Activation::GeluSigmoid:
            return &kGeluSigmoid;
        case Activation::Silu:
            return &kSilu;
        case Activation::Gelu:
        case Activation::Relu:
            break;
    }
    return nullptr;
}

}  // namespace

at::Tensor activate(const at::Tensor& x, Activation activation) {
    const Curve* curve = curveOf(activation);
    if (curve == nullptr || !x.is_cpu() || x.scalar_type() != at::kFloat) return activateAnywhere(x, activation);
    return KernelActivation::apply(x, curve->linear, curve->cubic);
}

}  // namespace detox
