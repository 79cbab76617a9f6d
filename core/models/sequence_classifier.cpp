// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/sequence_classifier.h"

#include <cmath>

#include <ATen/ops/arange.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/tanh.h>

#include "core/models/activation.h"
#include "core/models/adapter_weights.h"
#include "core/models/attention.h"
#include "core/models/families/families.h"
#include "core/util/files.h"

namespace detox {
namespace {

at::Tensor attend(const at::Tensor& x, const EncoderLayerWeights& w, const EncoderConfig& config,
                  const at::Tensor& bias, Dropout* dropout) {
    const std::int64_t headSize = config.hidden / config.heads;
    const AttentionShape shape{.heads = config.heads,
                               .kvHeads = config.heads,
                               .headSize = headSize,
                               .scale = 1.0 / std::sqrt(static_cast<double>(headSize))};
    const QueryKeyValue parts = splitHeads(applyLinear(x, w.qkv), shape);
    const at::Tensor weights = dropped(attentionWeights(parts, bias, shape), config.dropout, dropout);
    return applyLinear(mixValues(weights, parts.value, shape), w.attentionOut);
}

at::Tensor runLayer(const at::Tensor& x, const EncoderLayerWeights& w, const EncoderConfig& config,
                    const at::Tensor& bias, Dropout* dropout) {
    const at::Tensor attended = dropped(attend(x, w, config, bias, dropout), config.dropout, dropout);
    const at::Tensor mixed = applyNorm(x.add(attended), w.attentionNorm, config.normEpsilon);
    const at::Tensor inner = activate(applyLinear(mixed, w.up), config.activation);
    const at::Tensor down = dropped(applyLinear(inner, w.down), config.dropout, dropout);
    return applyNorm(mixed.add(down), w.outputNorm, config.normEpsilon);
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
    at::Tensor x = at::embedding(m_weights.tokenEmbedding, batch.ids)
                       .add(at::embedding(m_weights.positionEmbedding, positionsOf(batch.ids, m_config)));
    if (m_weights.typeEmbedding.defined()) x = x.add(m_weights.typeEmbedding.select(0, 0));
    x = dropped(applyNorm(x, m_weights.embeddingNorm, m_config.normEpsilon), m_config.dropout, dropout);
    const at::Tensor bias = paddingBias(batch.mask);
    for (const EncoderLayerWeights& layer : m_weights.layers) x = runLayer(x, layer, m_config, bias, dropout);
    return x;
}

at::Tensor SequenceClassifier::logits(const TokenBatch& batch, Dropout* dropout) const {
    at::Tensor first = hiddenStates(batch, dropout).select(1, 0);
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
