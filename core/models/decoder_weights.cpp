// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/decoder_weights.h"

#include <cmath>
#include <string>

namespace detox {
namespace {

DecoderLayerWeights addLayer(const DecoderConfig& config, ParameterSet& parameters, const std::string& prefix) {
    const std::int64_t h = config.hidden;
    const double residual = kInitialDeviation / std::sqrt(2.0 * static_cast<double>(config.layers));
    const DecoderBiases& biases = config.biases;
    const std::int64_t up = config.gated ? 2 * config.intermediate : config.intermediate;
    DecoderLayerWeights layer;
    layer.attentionNorm = addNorm(parameters, prefix + "attention_norm", h, config.norm);
    layer.qkv = addLinear(parameters, prefix + "qkv", {config.qkvWidth(), h}, {.bias = biases.qkv});
    layer.attentionOut = addLinear(parameters, prefix + "attention_out", {h, config.queryWidth()},
                                   {.deviation = residual, .bias = biases.attentionOut});
    if (config.residual != Residual::ParallelOneNorm) {
        layer.feedForwardNorm = addNorm(parameters, prefix + "feed_forward_norm", h, config.norm);
    }
    layer.up = addLinear(parameters, prefix + "up", {up, h}, {.bias = biases.feedForward});
    layer.down = addLinear(parameters, prefix + "down", {h, config.intermediate},
                           {.deviation = residual, .bias = biases.feedForward});
    return layer;
}

void addEmbeddings(const DecoderConfig& config, ParameterSet& parameters, DecoderWeights& weights) {
    weights.tokenEmbedding =
        parameters.add("token_embedding", {config.vocabulary, config.embedding}, Initial::Normal, kInitialDeviation);
    if (config.position == PositionKind::Learned) {
        weights.positionEmbedding =
            parameters.add("position_embedding", {config.positionOffset + config.positions, config.hidden},
                           Initial::Normal, kInitialDeviation);
    }
    if (config.isProjected()) {
        weights.projectIn = addLinear(parameters, "project_in", {config.hidden, config.embedding}, {.bias = false});
    }
    if (config.embeddingNorm) weights.embeddingNorm = addNorm(parameters, "embedding_norm", config.hidden, config.norm);
}

void addOutputs(const DecoderConfig& config, ParameterSet& parameters, DecoderWeights& weights) {
    if (config.finalNorm) weights.finalNorm = addNorm(parameters, "final_norm", config.hidden, config.norm);
    if (config.isProjected()) {
        weights.projectOut = addLinear(parameters, "project_out", {config.embedding, config.hidden}, {.bias = false});
    }
    weights.head = config.tiedHead ? weights.tokenEmbedding
                                   : parameters.add("head", {config.vocabulary, config.embedding}, Initial::Normal,
                                                    kInitialDeviation);
    if (config.biases.head) weights.headBias = parameters.add("head_bias", {config.vocabulary}, Initial::Zeros);
}

}  // namespace

DecoderWeights addDecoderWeights(const DecoderConfig& config, ParameterSet& parameters) {
    DecoderWeights weights;
    addEmbeddings(config, parameters, weights);
    for (std::int64_t i = 0; i < config.layers; ++i) {
        weights.layers.push_back(addLayer(config, parameters, "layer." + std::to_string(i) + "."));
    }
    addOutputs(config, parameters, weights);
    weights.rotary = makeRotaryTable(config.rotaryFrequencies, config.positions);
    if (config.position == PositionKind::Alibi) weights.alibiSlopes = alibiSlopes(config.heads);
    return weights;
}

}  // namespace detox
