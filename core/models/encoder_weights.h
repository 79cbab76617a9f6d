// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/models/encoder_config.h"
#include "core/models/layer_weights.h"

namespace detox {

struct EncoderLayerWeights {
    LinearWeights qkv;  ///< [3·hidden, hidden]: query, key, value
    LinearWeights attentionOut;
    NormWeights attentionNorm;
    LinearWeights up;
    LinearWeights down;
    NormWeights outputNorm;
};

struct EncoderWeights {
    at::Tensor tokenEmbedding;     ///< [vocabulary, hidden]
    at::Tensor positionEmbedding;  ///< [positions, hidden]
    at::Tensor typeEmbedding;      ///< [tokenTypes, hidden]; undefined without token types
    NormWeights embeddingNorm;
    std::vector<EncoderLayerWeights> layers;
    LinearWeights headDense;  ///< [hidden, hidden]
    LinearWeights headOut;    ///< [labels, hidden]
};

/// Adds the encoder's parameters by the names families map; first values are normal with deviation 0.02.
[[nodiscard]] EncoderWeights addEncoderWeights(const EncoderConfig& config, ParameterSet& parameters);

}  // namespace detox
