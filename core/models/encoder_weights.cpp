// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/encoder_weights.h"

#include <string>

namespace detox {
namespace {

EncoderLayerWeights addLayer(const EncoderConfig& config, ParameterSet& parameters, const std::string& prefix) {
    const std::int64_t h = config.hidden;
    return {.qkv = addLinear(parameters, prefix + "qkv", {3 * h, h}),
            .attentionOut = addLinear(parameters, prefix + "attention_out", {h, h}),
            .attentionNorm = addNorm(parameters, prefix + "attention_norm", h),
            .up = addLinear(parameters, prefix + "up", {config.intermediate, h}),
            .down = addLinear(parameters, prefix + "down", {h, config.intermediate}),
            .outputNorm = addNorm(parameters, prefix + "output_norm", h)};
}

}  // namespace

EncoderWeights addEncoderWeights(const EncoderConfig& config, ParameterSet& parameters) {
    EncoderWeights weights;
    const std::int64_t h = config.hidden;
    const auto table = [&](const char* name, std::int64_t rows) {
        return parameters.add(name, {rows, h}, Initial::Normal, kInitialDeviation);
    };
    weights.tokenEmbedding = table("token_embedding", config.vocabulary);
    weights.positionEmbedding = table("position_embedding", config.positions);
    if (config.tokenTypes > 0) weights.typeEmbedding = table("type_embedding", config.tokenTypes);
    weights.embeddingNorm = addNorm(parameters, "embedding_norm", h);
    for (std::int64_t i = 0; i < config.layers; ++i) {
        weights.layers.push_back(addLayer(config, parameters, "layer." + std::to_string(i) + "."));
    }
    weights.headDense = addLinear(parameters, "head_dense", {h, h});
    weights.headOut = addLinear(parameters, "head_out", {std::ssize(config.labels), h});
    return weights;
}

}  // namespace detox
