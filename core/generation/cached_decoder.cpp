// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generation/cached_decoder.h"

#include <algorithm>

#include "core/util/error.h"

namespace detox {
namespace {

const float* dataOf(const at::Tensor& tensor) {
    return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

rows::Linear kernelOf(const LinearWeights& weights) {
    return {dataOf(weights.weight), dataOf(weights.bias), weights.weight.size(1), weights.weight.size(0)};
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
        case Activation::Relu:
            return rows::Curve::Relu;
    }
    throw internalError("The decoder's activation has no kernel.");
}

void requirePlainMemory(const CausalLm& model) {
    for (const auto& [name, tensor] : model.parameters().all()) {
        if (tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_contiguous()) continue;
        throw unsupported("Decoding needs '" + name + "' as float32 on the CPU.");
    }
}

std::size_t sizeOf(std::int64_t a, std::int64_t b) {
    return static_cast<std::size_t>(a * b);
}

}  // namespace

CachedDecoder::CachedDecoder(const CausalLm& model, int rowCount, int maxTokens)
    : m_model(model), m_rows(rowCount), m_maxTokens(maxTokens), m_lengths(static_cast<std::size_t>(rowCount), 0) {
    const DecoderConfig& config = model.config();
    if (maxTokens > config.positions) {
        throw invalidInput("Prompt and response take up to " + std::to_string(maxTokens) + " tokens, the model has " +
                           std::to_string(config.positions) + " positions. Shorten the prompt or the response.");
    }
    requirePlainMemory(model);
    const std::size_t size = sizeOf(config.layers * rowCount, m_maxTokens * config.hidden);
    m_keys.resize(size);
    m_values.resize(size);
}

std::span<float> CachedDecoder::advance(std::span<const RowTokens> inputs) {
    const DecoderConfig& config = m_model.config();
    embed(inputs);
    for (std::size_t layer = 0; layer < static_cast<std::size_t>(config.layers); ++layer) runLayer(layer);
    const auto tokens = static_cast<std::int64_t>(m_tokens.size());
    m_normed.resize(m_hidden.size());
    rows::normalise(kernelOf(m_model.weights().finalNorm, config.normEpsilon), m_hidden.data(), tokens,
                    m_normed.data());
    m_hidden.swap(m_normed);

    const auto width = static_cast<std::ptrdiff_t>(config.hidden);
    m_last.resize(sizeOf(static_cast<std::int64_t>(inputs.size()), config.hidden));
    std::ptrdiff_t end = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        end += static_cast<std::ptrdiff_t>(inputs[i].ids.size());
        m_lengths[static_cast<std::size_t>(inputs[i].row)] += static_cast<std::int64_t>(inputs[i].ids.size());
        std::copy_n(m_hidden.begin() + (end - 1) * width, width,
                    m_last.begin() + static_cast<std::ptrdiff_t>(i) * width);
    }
    const at::Tensor& head = m_model.weights().head;
    m_logits.resize(sizeOf(static_cast<std::int64_t>(inputs.size()), config.vocabulary));
    rows::linear({dataOf(head), nullptr, head.size(1), head.size(0)}, m_last.data(),
                 static_cast<std::int64_t>(inputs.size()), m_logits.data());
    return m_logits;
}

void CachedDecoder::embed(std::span<const RowTokens> inputs) {
    const DecoderConfig& config = m_model.config();
    const float* tokenTable = dataOf(m_model.weights().tokenEmbedding);
    const float* positionTable = dataOf(m_model.weights().positionEmbedding);
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
            const float* token = tokenTable + id * config.hidden;
            const float* place = positionTable + position * config.hidden;
            for (std::int64_t i = 0; i < config.hidden; ++i) m_hidden.push_back(token[i] + place[i]);
            m_tokens.push_back({input.row, position++});
        }
    }
}

void CachedDecoder::runLayer(std::size_t layer) {
    const DecoderConfig& config = m_model.config();
    const DecoderLayerWeights& w = m_model.weights().layers[layer];
    const auto tokens = static_cast<std::int64_t>(m_tokens.size());
    const std::size_t size = m_hidden.size();
    m_normed.resize(size);
    m_mixed.resize(size);
    m_qkv.resize(3 * size);
    m_feedForward.resize(sizeOf(tokens, config.intermediate));

    rows::normalise(kernelOf(w.attentionNorm, config.normEpsilon), m_hidden.data(), tokens, m_normed.data());
    rows::linear(kernelOf(w.qkv), m_normed.data(), tokens, m_qkv.data());
    attend(layer);
    rows::linear(kernelOf(w.attentionOut), m_mixed.data(), tokens, m_normed.data());
    rows::add(m_hidden.data(), m_normed.data(), tokens * config.hidden);

    rows::normalise(kernelOf(w.feedForwardNorm, config.normEpsilon), m_hidden.data(), tokens, m_normed.data());
    rows::linear(kernelOf(w.up), m_normed.data(), tokens, m_feedForward.data());
    rows::activate(kernelOf(config.activation), m_feedForward.data(), tokens * config.intermediate);
    rows::linear(kernelOf(w.down), m_feedForward.data(), tokens, m_normed.data());
    rows::add(m_hidden.data(), m_normed.data(), tokens * config.hidden);
}

void CachedDecoder::attend(std::size_t layer) {
    const DecoderConfig& config = m_model.config();
    const std::int64_t hidden = config.hidden;
    const std::int64_t window = config.windows[layer];
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        const float* qkv = m_qkv.data() + sizeOf(static_cast<std::int64_t>(i), 3 * hidden);
        std::copy_n(qkv + hidden, hidden, cached(m_keys, layer, m_tokens[i]));
        std::copy_n(qkv + 2 * hidden, hidden, cached(m_values, layer, m_tokens[i]));
    }
    m_attention.clear();
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        const auto [row, position] = m_tokens[i];
        const std::int64_t visible = window > 0 ? std::min(window, position + 1) : position + 1;
        const PackedToken first{row, position + 1 - visible};
        m_attention.push_back({.query = m_qkv.data() + sizeOf(static_cast<std::int64_t>(i), 3 * hidden),
                               .keys = cached(m_keys, layer, first),
                               .values = cached(m_values, layer, first),
                               .visible = visible,
                               .out = m_mixed.data() + sizeOf(static_cast<std::int64_t>(i), hidden)});
    }
    rows::attend({.heads = config.heads, .headSize = config.headSize(), .scale = config.attentionScale},
                 m_attention.data(), static_cast<std::int64_t>(m_attention.size()));
}

float* CachedDecoder::cached(std::vector<float>& cache, std::size_t layer, const PackedToken& token) {
    const std::int64_t row = static_cast<std::int64_t>(layer) * m_rows + token.row;
    return cache.data() + sizeOf(row * m_maxTokens + token.position, m_model.config().hidden);
}

}  // namespace detox
