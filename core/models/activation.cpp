// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/activation.h"

#include <array>
#include <utility>

#include <ATen/ops/gelu.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>

namespace detox {
namespace {

constexpr std::array<std::pair<std::string_view, Activation>, 8> kNames{{
    {"gelu", Activation::Gelu},
    {"gelu_new", Activation::GeluTanh},
    {"gelu_fast", Activation::GeluTanh},
    {"gelu_pytorch_tanh", Activation::GeluTanh},
    {"quick_gelu", Activation::GeluSigmoid},
    {"relu", Activation::Relu},
    {"silu", Activation::Silu},
    {"swish", Activation::Silu},
}};

}  // namespace

std::optional<Activation> activationFromText(std::string_view name) {
    for (const auto& [text, activation] : kNames) {
        if (text == name) return activation;
    }
    return std::nullopt;
}

std::string_view toText(Activation activation) {
    for (const auto& [text, value] : kNames) {
        if (value == activation) return text;
    }
    return {};
}

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
