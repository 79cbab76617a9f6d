// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generation/cached_decoder.h"

#include <algorithm>

#include "core/util/error.h"

namespace detox {
namespace {

const float* dataOf(const at::Tensor& tensor) {
    return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

template <class Weight>
rows::Linear<Weight> kernelOf(const at::Tensor& weight, const at::Tensor& bias = {}) {
    return {weight.data_ptr<Weight>(), dataOf(bias), weight.size(1), weight.size(0)};
}

rows::Norm kernelOf(const NormWeights& weights, double epsilon) {
    return {dataOf(weights.weight), dataOf(weights.bias), weights.weight.size(0), epsilon};
}

rows::Curve kernelOf(Activation activation) {
    switch (activation) {
        case Activation::Gelu:
            return rows::Curve::Gelu;
        case Activation::GeluTanh:
            return rows::Curve::GeluTanh;
        case Activation::GeluSigmoid:
            return rows::Curve::GeluSigmoid;
        case Activation::Relu:
            return rows::Curve::Relu;
        case Activation::Silu:
            return rows::Curve::Silu;
    }
    throw internalError("The decoder's activation has no kernel.");
}

void requirePlainMemory(const ParameterSet& parameters) {
    for (const auto& [name, tensor] : parameters.all()) {
        if (tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_contiguous()) continue;
        throw unsupported("Decoding needs '" + name + "' as float32 on the CPU.");
    }
}

std::size_t sizeOf(std::int64_t a, std::int64_t b) {
    return static_cast<std::size_t>(a * b);
}

}  // namespace

CachedDecoder::CachedDecoder(const CausalLm& model, int rowCount, int maxTokens, DecodingWeights weights)
    : m_model(model),
      m_rows(rowCount),
      m_maxTokens(maxTokens),
      m_weights(weights),
      m_lengths(static_cast<std::size_t>(rowCount), 0) {
    const DecoderConfig& config = model.config();
    if (maxTokens > config.positions) {
        throw invalidInput("Prompt and response take up to " + std::to_string(maxTokens) + " tokens, the model has " +
                           std::to_string(config.positions) + " positions. Shorten the prompt or the response.");
    }
    requirePlainMemory(model.parameters());
    requirePlainMemory(model.adapters().parameters);
    const std::size_t size = sizeOf(config.layers * rowCount, m_maxTokens * config.keyWidth());
    m_keys.resize(size);
    m_values.resize(size);
    refresh();
}

void CachedDecoder::refresh() {
    if (m_weights == DecodingWeights::Float32) return;
    for (const auto& [name, tensor] : m_model.parameters().all()) {
        if (tensor.dim() == 2) m_rounded[tensor.data_ptr()] = tensor.detach().to(at::kBFloat16);
    }
}

void CachedDecoder::multiply(const LinearWeights& layer, const std::vector<float>& x, std::int64_t count,
                             std::vector<float>& out) {
    out.resize(sizeOf(count, layer.weight.size(0)));
    if (m_weights == DecodingWeights::Float32) {
        rows::linear(kernelOf<float>(layer.weight, layer.bias), x.data(), count, out.data());
    } else {
        rows::linear(kernelOf<c10::BFloat16>(m_rounded.at(layer.weight.data_ptr()), layer.bias), x.data(), count,
                     out.data());
    }
    for (const LinearAdapter& adapter : layer.adapters) addAdapter(adapter, x, count, out);
}

void CachedDecoder::addAdapter(const LinearAdapter& adapter, const std::vector<float>& x, std::int64_t count,
                               std::vector<float>& out) {
    const std::int64_t outputs = adapter.b.size(0);
    m_lowRank.resize(sizeOf(count, adapter.a.size(0)));
    m_adapted.resize(sizeOf(count, outputs));
    rows::linear(kernelOf<float>(adapter.a), x.data(), count, m_lowRank.data());
    for (float& value : m_lowRank) value *= static_cast<float>(adapter.scale);
    rows::linear(kernelOf<float>(adapter.b), m_lowRank.data(), count, m_adapted.data());
    const std::int64_t width = std::ssize(out) / count;
    for (std::int64_t i = 0; i < count; ++i) {
        rows::add(out.data() + i * width + adapter.firstRow, m_adapted.data() + i * outputs, outputs);
    }
}

void CachedDecoder::addRow(const at::Tensor& table, std::int64_t index, float* x) const {
    const std::int64_t width = table.size(1);
    if (m_weights == DecodingWeights::Float32) {
        rows::add(x, table.data_ptr<float>() + index * width, width);
    } else {
        rows::add(x, m_rounded.at(table.data_ptr()).data_ptr<c10::BFloat16>() + index * width, width);
    }
}

std::span<float> CachedDecoder::advance(std::span<const RowTokens> inputs) {
    const DecoderConfig& config = m_model.config();
    embed(inputs);
    for (std::size_t layer = 0; layer < static_cast<std::size_t>(config.layers); ++layer) runLayer(layer);
    if (config.finalNorm) {
        normalise(m_model.weights().finalNorm, m_hidden, m_normed);
        m_hidden.swap(m_normed);
    }
    if (config.isProjected()) project(m_model.weights().projectOut);

    const auto width = static_cast<std::ptrdiff_t>(config.embedding);
    m_last.resize(sizeOf(static_cast<std::int64_t>(inputs.size()), config.embedding));
    std::ptrdiff_t end = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        end += static_cast<std::ptrdiff_t>(inputs[i].ids.size());
        m_lengths[static_cast<std::size_t>(inputs[i].row)] += static_cast<std::int64_t>(inputs[i].ids.size());
        std::copy_n(m_hidden.begin() + (end - 1) * width, width,
                    m_last.begin() + static_cast<std::ptrdiff_t>(i) * width);
    }
    multiply({m_model.weights().head, m_model.weights().headBias}, m_last, std::ssize(inputs), m_logits);
    return m_logits;
}

void CachedDecoder::embed(std::span<const RowTokens> inputs) {
    const DecoderConfig& config = m_model.config();
    m_tokens.clear();
    m_hidden.clear();
    for (const RowTokens& input : inputs) {
        std::int64_t position = m_lengths[static_cast<std::size_t>(input.row)];
        for (const TokenId id : input.ids) {
            if (id < 0 || id >= config.vocabulary) {
                throw invalidInput("Token " + std::to_string(id) + " is outside the model's vocabulary of " +
                                   std::to_string(config.vocabulary) + "; the tokenizer belongs to another model.");
            }
            if (position >= m_maxTokens) throw internalError("A row outgrew the cache it was given.");
            m_hidden.resize(m_hidden.size() + static_cast<std::size_t>(config.embedding));  // zeros
            addRow(m_model.weights().tokenEmbedding, id, m_hidden.data() + sizeOf(tokens(), config.embedding));
            m_tokens.push_back({input.row, position++});
        }
    }
    if (config.isProjected()) project(m_model.weights().projectIn);
    if (config.position == PositionKind::Learned) addPositions();
    if (config.embeddingNorm) {
        normalise(m_model.weights().embeddingNorm, m_hidden, m_normed);
        m_hidden.swap(m_normed);
    }
}

void CachedDecoder::addPositions() {
    const DecoderConfig& config = m_model.config();
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        addRow(m_model.weights().positionEmbedding, config.positionOffset + m_tokens[i].position,
               m_hidden.data() + sizeOf(static_cast<std::int64_t>(i), config.hidden));
    }
}

void CachedDecoder::project(const LinearWeights& weights) {
    multiply(weights, m_hidden, tokens(), m_normed);
    m_hidden.swap(m_normed);
}

void CachedDecoder::normalise(const NormWeights& norm, const std::vector<float>& x, std::vector<float>& out) {
    out.resize(x.size());
    rows::normalise(kernelOf(norm, m_model.config().normEpsilon), x.data(), tokens(), out.data());
}

void CachedDecoder::runLayer(std::size_t layer) {
    const DecoderConfig& config = m_model.config();
    const DecoderLayerWeights& w = m_model.weights().layers[layer];
    const bool before = config.normPlace == NormPlace::Before;
    const bool fromNorm = config.residual == Residual::SequentialFromNorm;
    const bool parallel = config.residual == Residual::Parallel || config.residual == Residual::ParallelOneNorm;

    if (before) {
        normalise(w.attentionNorm, m_hidden, m_normed);
    } else {
        m_normed = m_hidden;
    }
    attend(layer);
    if (fromNorm) m_hidden = m_normed;
    if (config.residual == Residual::Parallel) normalise(w.feedForwardNorm, m_hidden, m_normed);
    rows::add(m_hidden.data(), m_added.data(), std::ssize(m_hidden));
    if (!before) {
        normalise(w.attentionNorm, m_hidden, m_normed);
        m_hidden = m_normed;
    } else if (!parallel) {
        normalise(w.feedForwardNorm, m_hidden, m_normed);
    }
    feedForward(w);
    if (fromNorm) m_hidden = m_normed;
    rows::add(m_hidden.data(), m_added.data(), std::ssize(m_hidden));
    if (!before) {
        normalise(w.feedForwardNorm, m_hidden, m_normed);
        m_hidden.swap(m_normed);
    }
}

void CachedDecoder::feedForward(const DecoderLayerWeights& w) {
    const DecoderConfig& config = m_model.config();
    multiply(w.up, m_normed, tokens(), m_feedForward);
    const rows::Curve curve = kernelOf(config.activation);
    if (config.gated) {
        m_gated.resize(sizeOf(tokens(), config.intermediate));
        rows::gate(curve, m_feedForward.data(), tokens(), config.intermediate, m_gated.data());
    } else {
        rows::activate(curve, m_feedForward.data(), tokens() * config.intermediate);
    }
    multiply(w.down, config.gated ? m_gated : m_feedForward, tokens(), m_added);
}

void CachedDecoder::attend(std::size_t layer) {
    const DecoderConfig& config = m_model.config();
    const DecoderLayerWeights& w = m_model.weights().layers[layer];
    const std::int64_t window = config.windows[layer];
    m_mixed.resize(sizeOf(tokens(), config.queryWidth()));
    multiply(w.qkv, m_normed, tokens(), m_qkv);
    if (m_model.weights().rotary.defined()) rotate();
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        const float* key = queryOf(i) + config.queryWidth();
        std::copy_n(key, config.keyWidth(), cached(m_keys, layer, m_tokens[i]));
        std::copy_n(key + config.keyWidth(), config.keyWidth(), cached(m_values, layer, m_tokens[i]));
    }
    m_attention.clear();
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        const auto [row, position] = m_tokens[i];
        const std::int64_t visible = window > 0 ? std::min(window, position + 1) : position + 1;
        const PackedToken first{row, position + 1 - visible};
        m_attention.push_back({.query = queryOf(i),
                               .keys = cached(m_keys, layer, first),
                               .values = cached(m_values, layer, first),
                               .visible = visible,
                               .out = m_mixed.data() + sizeOf(static_cast<std::int64_t>(i), config.queryWidth())});
    }
    rows::attend({.heads = config.heads,
                  .kvHeads = config.kvHeads,
                  .headSize = config.headSize,
                  .scale = config.scaleOfLayer(static_cast<std::int64_t>(layer)),
                  .slopes = dataOf(m_model.weights().alibiSlopes)},
                 m_attention.data(), tokens());
    multiply(w.attentionOut, m_mixed, tokens(), m_added);
}

void CachedDecoder::rotate() {
    const DecoderConfig& config = m_model.config();
    const RotaryTable& table = m_model.weights().rotary;
    const std::int64_t pairs = table.cosine.size(1);
    const rows::Rotation rotation{.headSize = config.headSize,
                                  .pairs = pairs,
                                  .partner = config.position == PositionKind::RotaryPairs
                                                 ? rows::Rotation::Partner::Next
                                                 : rows::Rotation::Partner::HalfAway};
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        const std::int64_t row = m_tokens[i].position * pairs;
        // The key's heads follow the query's.
        rows::rotate(rotation, dataOf(table.cosine) + row, dataOf(table.sine) + row, config.heads + config.kvHeads,
                     queryOf(i));
    }
}

float* CachedDecoder::queryOf(std::size_t token) {
    return m_qkv.data() + sizeOf(static_cast<std::int64_t>(token), m_model.config().qkvWidth());
}

float* CachedDecoder::cached(std::vector<float>& cache, std::size_t layer, const PackedToken& token) {
    const std::int64_t row = static_cast<std::int64_t>(layer) * m_rows + token.row;
    return cache.data() + sizeOf(row * m_maxTokens + token.position, m_model.config().keyWidth());
}

}  // namespace detox
