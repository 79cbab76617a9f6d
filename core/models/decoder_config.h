// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/models/activation_kind.h"
#include "core/models/norm_kind.h"
#include "core/util/json.h"

namespace detox {

/// Where the two halves of a layer, attention and feed-forward, are normalised.
enum class NormPlace {
    Before,  ///< what goes into a half
    After,   ///< the sum of a half and what went into it (Vaswani et al. 2017)
};

/// What the two halves of a layer are added to.
enum class Residual {
    Sequential,          ///< attention to the layer's input, feed-forward to that sum
    SequentialFromNorm,  ///< the same, but to the normalised input of each half
    Parallel,            ///< both read the layer's input, each through its own norm, and are added to it
    ParallelOneNorm,     ///< the same through the attention's norm
};

enum class PositionKind {
    Learned,       ///< a table added to the token embeddings
    RotaryPairs,   ///< neighbouring features of a head turn together (Su et al. 2021)
    RotaryHalves,  ///< feature i turns with feature i + n/2 of the n that turn
    Alibi,         ///< scores fall with the distance (Press et al. 2022)
};

struct DecoderBiases {
    bool qkv = false;
    bool attentionOut = true;
    bool feedForward = true;
    bool head = false;
};

/// A decoder as data: what the one decoder of causal_lm.h needs to know about a family (DESIGN 4).
struct DecoderConfig {
    std::string family = "gpt_neo";  ///< config.json's model_type
    std::int64_t vocabulary = 0;
    std::int64_t hidden = 0;
    std::int64_t embedding = 0;  ///< width of a token's embedding and of what the head reads; projected unless = hidden
    std::int64_t layers = 0;
    std::int64_t heads = 0;
    std::int64_t kvHeads = 0;  ///< of key and value; each serves heads / kvHeads query heads (Ainslie et al. 2023)
    std::int64_t headSize = 0;
    std::int64_t intermediate = 0;  ///< width of the feed-forward block
    std::int64_t positions = 0;     ///< tokens of the longest sequence

    PositionKind position = PositionKind::Learned;
    std::int64_t positionOffset = 0;        ///< row of the learned table for position 0
    bool positionsFromMask = false;         ///< where a batch gives none: counted over the mask, not from column 0
    std::vector<double> rotaryFrequencies;  ///< radians per position of each turning pair of a head's features

    /// Per layer: 0 sees every earlier token; w > 0 sees itself and the w − 1 tokens before.
    std::vector<std::int64_t> windows;
    double attentionScale = 1.0;       ///< factor of query·key
    bool scaleByInverseLayer = false;  ///< layer i divides that factor by i + 1

    NormKind norm = NormKind::Layer;
    NormPlace normPlace = NormPlace::Before;
    Residual residual = Residual::Sequential;
    bool embeddingNorm = false;
    bool finalNorm = true;
    double normEpsilon = 1e-5;
    Activation activation = Activation::GeluTanh;
    bool gated = false;  ///< feed-forward: down(activation(gate(x))·up(x)) (Shazeer 2020)
    DecoderBiases biases;
    bool tiedHead = true;  ///< the head is the token embedding
    std::optional<std::int64_t> bos, eos;
    Json source = Json::object();      ///< config.json as read; keys this program does not know survive an export
    Json generation = Json::object();  ///< generation_config.json as read, likewise; empty: there was none

    [[nodiscard]] std::int64_t queryWidth() const { return heads * headSize; }
    [[nodiscard]] std::int64_t keyWidth() const { return kvHeads * headSize; }
    [[nodiscard]] std::int64_t qkvWidth() const { return queryWidth() + 2 * keyWidth(); }
    [[nodiscard]] bool isProjected() const { return embedding != hidden; }
    [[nodiscard]] double scaleOfLayer(std::int64_t layer) const {
        return scaleByInverseLayer ? attentionScale / static_cast<double>(layer + 1) : attentionScale;
    }
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
