// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/models/decoder_config.h"
#include "core/models/layer_weights.h"

namespace detox {

struct DecoderLayerWeights {
    NormWeights attentionNorm;
    LinearWeights qkv;  ///< [3·hidden, hidden]: query, key, value
    LinearWeights attentionOut;
    NormWeights feedForwardNorm;
    LinearWeights up;    ///< [intermediate, hidden]
    LinearWeights down;  ///< [hidden, intermediate]
};

/// A decoder's parameters by place; the tensors are those of a ParameterSet.
struct DecoderWeights {
    at::Tensor tokenEmbedding;     ///< [vocabulary, hidden]
    at::Tensor positionEmbedding;  ///< [positions, hidden]
    std::vector<DecoderLayerWeights> layers;
    NormWeights finalNorm;
    at::Tensor head;  ///< [vocabulary, hidden]; the token embedding when tied
};

/// Adds the decoder's parameters to `parameters`, by the names families map ("layer.0.qkv.weight"). First values follow
/// GPT-2 (Radford et al. 2019, section 2.3): normal with deviation 0.02, residual outputs divided by √(2·layers).
[[nodiscard]] DecoderWeights addDecoderWeights(const DecoderConfig& config, ParameterSet& parameters);

}  // namespace detox
