// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/decoder_weights.h"

#include <cmath>
#include <string>

namespace detox {
namespace {

DecoderLayerWeights addLayer(const DecoderConfig& config, ParameterSet& parameters, const std::string& prefix) {
    const std::int64_t h = config.hidden;
    const double residual = kInitialDeviation / std::sqrt(2.0 * static_cast<double>(config.layers));
    DecoderLayerWeights layer;
    layer.attentionNorm = addNorm(parameters, prefix + "attention_norm", h);
    layer.qkv.weight = parameters.add(prefix + "qkv.weight", {3 * h, h}, Initial::Normal, kInitialDeviation);
    layer.attentionOut = addLinear(parameters, prefix + "attention_out", {h, h}, residual);
    layer.feedForwardNorm = addNorm(parameters, prefix + "feed_forward_norm", h);
    layer.up = addLinear(parameters, prefix + "up", {config.intermediate, h});
    layer.down = addLinear(parameters, prefix + "down", {h, config.intermediate}, residual);
    return layer;
}

}  // namespace

DecoderWeights addDecoderWeights(const DecoderConfig& config, ParameterSet& parameters) {
    DecoderWeights weights;
    const std::int64_t h = config.hidden;
    weights.tokenEmbedding =
        parameters.add("token_embedding", {config.vocabulary, h}, Initial::Normal, kInitialDeviation);
    weights.positionEmbedding =
        parameters.add("position_embedding", {config.positions, h}, Initial::Normal, kInitialDeviation);
    for (std::int64_t i = 0; i < config.layers; ++i) {
        weights.layers.push_back(addLayer(config, parameters, "layer." + std::to_string(i) + "."));
    }
    weights.finalNorm = addNorm(parameters, "final_norm", h);
    weights.head = config.tiedHead ? weights.tokenEmbedding
                                   : parameters.add("head", {config.vocabulary, h}, Initial::Normal, kInitialDeviation);
    return weights;
}

}  // namespace detox
