// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

namespace detox {

/// The elementwise function between the two products of a feed-forward block.
enum class Activation {
    Gelu,         ///< x·Φ(x), exact
    GeluTanh,     ///< its tanh approximation (Hendrycks and Gimpel 2016, section 2)
    GeluSigmoid,  ///< its approximation x·σ(1.702x) (the same section)
    Relu,
    Silu,  ///< x·σ(x)
};

/// By the names config.json uses ("gelu_new"); nothing for a name that is not known.
[[nodiscard]] std::optional<Activation> activationFromText(std::string_view name);
/// The config.json name of an activation.
[[nodiscard]] std::string_view toText(Activation activation);

}  // namespace detox
