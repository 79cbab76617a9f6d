// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/activation.h"

#include <array>
#include <utility>

#include <ATen/ops/gelu.h>
#include <ATen/ops/relu.h>

namespace detox {
namespace {

constexpr std::array<std::pair<std::string_view, Activation>, 5> kNames{{
    {"gelu", Activation::Gelu},
    {"gelu_new", Activation::GeluTanh},
    {"gelu_fast", Activation::GeluTanh},
    {"gelu_pytorch_tanh", Activation::GeluTanh},
    {"relu", Activation::Relu},
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
    if (activation == Activation::Relu) return at::relu(x);
    return at::gelu(x, activation == Activation::GeluTanh ? "tanh" : "none");
}

}  // namespace detox
