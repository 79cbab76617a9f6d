// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/activation.h"

#include <ATen/ops/gelu.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>

namespace detox {

at::Tensor activate(const at::Tensor& x, Activation activation) {
    switch (activation) {
        case Activation::Gelu:
            return at::gelu(x);
        case Activation::GeluTanh:
            return at::gelu(x, "tanh");
        case Activation::GeluSigmoid:
            return x.mul(at::sigmoid(x.mul(1.702)));
        case Activation::Relu:
            return at::relu(x);
        case Activation::Silu:
            return at::silu(x);
    }
    return x;
}

}  // namespace detox
