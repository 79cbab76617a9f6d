// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/models/causal_lm.h"
#include "core/models/sequence_classifier.h"
#include "core/util/json.h"

namespace detox {

/// A config.json small enough for a test; all have 61 tokens and 40 positions.
struct TinyFamily {
    std::string name;
    Json config;
};

/// Every family of decoders, in the variants that are computed differently.
[[nodiscard]] std::vector<TinyFamily> tinyDecoders();
[[nodiscard]] std::vector<TinyFamily> tinyEncoders();
/// By name. Precondition: there is such a one.
[[nodiscard]] TinyFamily tinyFamily(const std::string& name);

/// Weights, norms and biases that all matter for the outputs.
[[nodiscard]] CausalLm makeTinyDecoder(const Json& config);
[[nodiscard]] SequenceClassifier makeTinyEncoder(const Json& config);

}  // namespace detox
