// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/models/decoder_config.h"
#include "core/models/layer_weights.h"
#include "core/models/positions.h"

namespace detox {

struct DecoderLayerWeights {
    NormWeights attentionNorm;
    LinearWeights qkv;            ///< [queryWidth + 2·keyWidth, hidden]: query, key, value
    LinearWeights attentionOut;   ///< [hidden, queryWidth]
    NormWeights feedForwardNorm;  ///< undefined where the halves share a norm
    LinearWeights up;             ///< [intermediate, hidden]; gated: [2·intermediate, hidden], the gate first
    LinearWeights down;           ///< [hidden, intermediate]
};

/// A decoder's parameters by place; the tensors are those of a ParameterSet. What the config does not have is
/// undefined.
struct DecoderWeights {
    at::Tensor tokenEmbedding;     ///< [vocabulary, embedding]
    at::Tensor positionEmbedding;  ///< [positionOffset + positions, hidden]
    LinearWeights projectIn;       ///< [hidden, embedding]
    NormWeights embeddingNorm;
    std::vector<DecoderLayerWeights> layers;
    NormWeights finalNorm;
    LinearWeights projectOut;  ///< [embedding, hidden]
    at::Tensor head;           ///< [vocabulary, embedding]; the token embedding when tied
    at::Tensor headBias;       ///< [vocabulary]

    // Computed from the config, no parameters:
    RotaryTable rotary;
    at::Tensor alibiSlopes;  ///< [heads]
};

/// Adds the decoder's parameters to `parameters`, by the names families map ("layer.0.qkv.weight"). First values follow
/// GPT-2 (Radford et al. 2019, section 2.3): normal with deviation 0.02, residual outputs divided by √(2·layers).
[[nodiscard]] DecoderWeights addDecoderWeights(const DecoderConfig& config, ParameterSet& parameters);

/// Calls visit(name of the matrix, LinearWeights&) for the linear layers of each layer: "layer.0.qkv.weight".
template <class Weights, class Visit>
void forEachLinear(Weights& weights, Visit&& visit) {
    for (std::size_t i = 0; i < weights.layers.size(); ++i) {
        const std::string prefix = "layer." + std::to_string(i) + ".";
        visit(prefix + "qkv.weight", weights.layers[i].qkv);
        visit(prefix + "attention_out.weight", weights.layers[i].attentionOut);
        visit(prefix + "up.weight", weights.layers[i].up);
        visit(prefix + "down.weight", weights.layers[i].down);
    }
}

}  // namespace detox
