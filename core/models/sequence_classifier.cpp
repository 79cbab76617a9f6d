// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/sequence_classifier.h"

#include <cmath>

#include <ATen/ops/arange.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/tensor.h>

#include "core/models/activation.h"
#include "core/models/adapter_weights.h"
#include "core/models/attention.h"
#include "core/models/families/families.h"
#include "core/models/packed_tokens.h"
#include "core/models/row_attention.h"
#include "core/util/files.h"

namespace detox {
namespace {

/// What all layers of one pass share: rectangles with dropout, or packed rows without.
struct Pass {
    const EncoderConfig& config;
    Dropout* dropout = nullptr;
    at::Tensor bias;                        // of rectangles
    std::vector<std::int64_t> starts = {};  // of packed rows

    [[nodiscard]] at::Tensor kept(const at::Tensor& added) const { return dropped(added, config.dropout, dropout); }
};

at::Tensor attend(const at::Tensor& qkv, const Pass& pass) {
    const EncoderConfig& config = pass.config;
    const std::int64_t headSize = config.hidden / config.heads;
    const AttentionShape shape{.heads = config.heads,
                               .kvHeads = config.heads,
                               .headSize = headSize,
                               .scale = 1.0 / std::sqrt(static_cast<double>(headSize))};
    if (!pass.starts.empty()) return attendRows(qkv, pass.starts, {.shape = shape, .sight = Sight::All});
    const QueryKeyValue parts = splitHeads(qkv, shape);
    return mixValues(pass.kept(attentionWeights(parts, pass.bias, shape)), parts.value, shape);
}

at::Tensor runLayer(const at::Tensor& x, const EncoderLayerWeights& w, const Pass& pass) {
    const EncoderConfig& config = pass.config;
    const at::Tensor attended = pass.kept(applyLinear(attend(applyLinear(x, w.qkv), pass), w.attentionOut));
    const at::Tensor mixed = applyNorm(x.add(attended), w.attentionNorm, config.normEpsilon);
    const at::Tensor inner = activate(applyLinear(mixed, w.up), config.activation);
    return applyNorm(mixed.add(pass.kept(applyLinear(inner, w.down))), w.outputNorm, config.normEpsilon);
}

void checkBatch(const TokenBatch& batch, const EncoderConfig& config) {
    if (batch.ids.size(1) > config.maxTokens()) {
        throw invalidInput("A text of " + std::to_string(batch.ids.size(1)) +
                           " tokens is longer than the classifier's " + std::to_string(config.maxTokens()) +
                           "; cut it first.");
    }
    if (batch.ids.numel() == 0) throw invalidInput("The classifier was given no tokens.");
    if (batch.ids.min().item<std::int64_t>() < 0 || batch.ids.max().item<std::int64_t>() >= config.vocabulary) {
        throw invalidInput("A token id is outside the classifier's vocabulary of " + std::to_string(config.vocabulary) +
                           "; the tokenizer belongs to another model.");
    }
}

/// AfterPad: as transformers' create_position_ids_from_input_ids. [B, T] or [T]
at::Tensor positionsOf(const at::Tensor& ids, const EncoderConfig& config) {
    if (config.positionKind == EncoderPositions::Columns) return at::arange(ids.size(1), ids.options());
    const at::Tensor present = ids.ne(config.pad).to(at::kLong);
    return present.cumsum(1).mul_(present).add_(config.pad);
}

at::Tensor embed(const at::Tensor& ids, const at::Tensor& positions, const EncoderWeights& weights,
                 const EncoderConfig& config) {
    at::Tensor x = at::embedding(weights.tokenEmbedding, ids).add(at::embedding(weights.positionEmbedding, positions));
    if (weights.typeEmbedding.defined()) x = x.add(weights.typeEmbedding.select(0, 0));
    return applyNorm(x, weights.embeddingNorm, config.normEpsilon);
}

}  // namespace

SequenceClassifier::SequenceClassifier(const EncoderConfig& config)
    : m_config(config),
      m_weights(addEncoderWeights(m_config, m_parameters)),
      m_table(encoderFamily(config.family).table(config)) {}

SequenceClassifier::SequenceClassifier(const EncoderConfig& config, std::uint64_t seed) : SequenceClassifier(config) {
    m_parameters.initialise(seed);
}

SequenceClassifier SequenceClassifier::load(const ModelFolder& folder) {
    SequenceClassifier model(readEncoderConfig(folder));
    loadParameters(*openModelWeights(folder, model.m_table), model.m_table, model.m_parameters);
    return model;
}

std::int64_t SequenceClassifier::check(const ModelFolder& folder) {
    const SequenceClassifier model(readEncoderConfig(folder));  // its memory is reserved and never touched
    checkParameters(*openModelWeights(folder, model.m_table), model.m_table, model.m_parameters);
    return model.m_parameters.elements();
}

at::Tensor SequenceClassifier::hiddenStates(const TokenBatch& given, Dropout* dropout) const {
    checkBatch(given, m_config);
    const TokenBatch batch = movedTo(given, device());
    const Pass pass{.config = m_config, .dropout = dropout, .bias = paddingBias(batch.mask)};
    at::Tensor x = pass.kept(embed(batch.ids, positionsOf(batch.ids, m_config), m_weights, m_config));
    for (const EncoderLayerWeights& layer : m_weights.layers) x = runLayer(x, layer, pass);
    return x;
}

at::Tensor SequenceClassifier::firstStates(const TokenBatch& given) const {
    checkBatch(given, m_config);
    TokenBatch batch = movedTo(given, device());
    batch.positions = positionsOf(batch.ids, m_config).expand(batch.ids.sizes());
    const PackedTokens tokens = packTokens(batch, FirstPosition::Column);
    const Pass pass{.config = m_config, .bias = {}, .starts = tokens.starts};
    at::Tensor x = embed(tokens.ids, tokens.positions, m_weights, m_config);
    for (const EncoderLayerWeights& layer : m_weights.layers) x = runLayer(x, layer, pass);
    const std::vector<std::int64_t> firsts(tokens.starts.begin(), tokens.starts.end() - 1);
    return x.index_select(0, at::tensor(firsts).to(device()));
}

at::Tensor SequenceClassifier::logits(const TokenBatch& batch, Dropout* dropout) const {
    at::Tensor first = dropout == nullptr ? firstStates(batch) : hiddenStates(batch, dropout).select(1, 0);
    if (m_config.headInputDropout) first = dropped(first, m_config.headDropout, dropout);
    const at::Tensor dense = applyLinear(first, m_weights.headDense);
    const at::Tensor bent = m_config.headActivation == HeadActivation::Tanh ? at::tanh(dense) : at::relu(dense);
    return applyLinear(dropped(bent, m_config.headDropout, dropout), m_weights.headOut).to(at::kFloat);
}

at::Tensor SequenceClassifier::vocabularyLogits(const at::Tensor& hidden) const {
    return at::linear(hidden, m_weights.tokenEmbedding).to(at::kFloat);
}

void SequenceClassifier::save(const std::filesystem::path& folder, const WeightsFormat& format) const {
    const Json config = encoderFamily(m_config.family).writeConfig(m_config, format.type);
    writeFileAtomically(folder / "config.json", config.dump(2) + "\n").orThrow();
    saveParameters(folder / "model.safetensors", m_table, m_parameters, format);
}

}  // namespace detox
