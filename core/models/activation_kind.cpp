// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/activation_kind.h"

#include <array>
#include <utility>

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

}  // namespace detox
