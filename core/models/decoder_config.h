// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/models/activation.h"
#include "core/util/json.h"

namespace detox {

/// A decoder as data: what the one decoder of causal_lm.h needs to know about a family (DESIGN 4).
struct DecoderConfig {
    std::string family = "gpt_neo";  ///< config.json's model_type
    std::int64_t vocabulary = 0;
    std::int64_t hidden = 0;
    std::int64_t layers = 0;
    std::int64_t heads = 0;
    std::int64_t intermediate = 0;  ///< width of the feed-forward block
    std::int64_t positions = 0;     ///< rows of the learned position table: the longest sequence
    /// Per layer: 0 sees every earlier token; w > 0 sees itself and the w − 1 tokens before.
    std::vector<std::int64_t> windows;
    double attentionScale = 1.0;  ///< factor of query·key
    double normEpsilon = 1e-5;
    Activation activation = Activation::GeluTanh;
    bool tiedHead = true;  ///< the head is the token embedding
    std::optional<std::int64_t> bos, eos;
    Json source = Json::object();  ///< config.json as read; keys this program does not know survive an export

    [[nodiscard]] std::int64_t headSize() const { return hidden / heads; }
};

/// A GPT-Neo decoder of the given size with alternating global and local layers, for training from scratch.
struct GptNeoShape {
    std::int64_t vocabulary = 0;
    std::int64_t hidden = 0;
    std::int64_t layers = 0;
    std::int64_t heads = 0;
    std::int64_t positions = 0;
    std::int64_t window = 256;
    std::optional<std::int64_t> bos, eos;
};

/// Throws Error when the sizes do not fit together.
[[nodiscard]] DecoderConfig gptNeoConfig(const GptNeoShape& shape);

}  // namespace detox
