// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/incremental_decoder.h"

#include <algorithm>
#include <functional>
#include <string>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include "core/models/row_kernels.h"

namespace detox {
namespace {

const float* numbers(const at::Tensor& tensor) {
    return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

rows::Linear view(const LinearWeights& w) {
    return {.weight = numbers(w.weight), .bias = numbers(w.bias), .in = w.weight.size(1), .out = w.weight.size(0)};
}

rows::Norm view(const NormWeights& w, double epsilon) {
    return {.weight = numbers(w.weight), .bias = numbers(w.bias), .features = w.weight.size(0), .epsilon = epsilon};
}

}  // namespace

/// Memory of one pass over the tokens of some rows, packed one after another.
struct IncrementalDecoder::Work {
    Work(const DecoderConfig& config, std::span<const RowTokens> rows) {
        for (const RowTokens& r : rows) tokens += r.ids.size();
        state.resize(tokens * static_cast<std::size_t>(config.hidden));
        normed.resize(state.size());
        qkv.resize(3 * state.size());
        inner.resize(tokens * static_cast<std::size_t>(config.intermediate));
        scores.resize(static_cast<std::size_t>(config.positions));
    }
    [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(tokens); }

    std::size_t tokens = 0;
    std::vector<float> state;   // [tokens, hidden]
    std::vector<float> normed;  // [tokens, hidden]; holds the attention's result after it was consumed
    std::vector<float> qkv;     // [tokens, 3·hidden]
    std::vector<float> inner;   // [tokens, intermediate]
    std::vector<float> scores;
};

IncrementalDecoder::IncrementalDecoder(const CausalLm& model, const std::vector<std::int64_t>& capacities)
    : m_model(model) {
    const DecoderConfig& c = model.config();
    for (const std::int64_t capacity : capacities) {
        if (capacity < 1 || capacity > c.positions) {
            throw invalidInput("Prompt and response of " + std::to_string(capacity) +
                               " tokens do not fit the model's " + std::to_string(c.positions) + " positions.");
        }
        m_rows.push_back(
            {std::vector<float>(static_cast<std::size_t>(c.layers * 2 * c.hidden * capacity)), capacity, 0});
    }
}

float* IncrementalDecoder::cacheOf(Row& row, std::size_t layer, int kind) const {
    const std::size_t block = static_cast<std::size_t>(m_model.config().hidden * row.capacity);
    return row.cache.data() + (2 * layer + static_cast<std::size_t>(kind)) * block;
}

void IncrementalDecoder::check(std::span<const RowTokens> rows) const {
    for (const RowTokens& r : rows) {
        const Row& row = m_rows.at(r.row);
        if (r.ids.empty() || row.length + std::ssize(r.ids) > row.capacity) {
            throw internalError("A row was given more tokens than it was made for, or none.");
        }
        const auto known = [&](std::int32_t id) { return id >= 0 && id < m_model.config().vocabulary; };
        if (!std::all_of(r.ids.begin(), r.ids.end(), known)) {
            throw invalidInput("A token id is outside the model's vocabulary of " +
                               std::to_string(m_model.config().vocabulary) +
                               "; the tokenizer belongs to another model.");
        }
    }
}

at::Tensor IncrementalDecoder::append(std::span<const RowTokens> rows) {
    check(rows);
    const std::int64_t hidden = m_model.config().hidden;
    at::Tensor states = at::empty({std::ssize(rows), hidden}, at::kFloat);
    float* out = states.data_ptr<float>();
    // Rows are independent: threads take whole rows, and only a lone row splits its products.
    at::parallel_for(0, std::ssize(rows), 1, [&](std::int64_t begin, std::int64_t end) {
        run(rows.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)), out + begin * hidden);
    });
    for (const RowTokens& r : rows) m_rows[r.row].length += std::ssize(r.ids);
    return states;
}

void IncrementalDecoder::run(std::span<const RowTokens> rows, float* hidden) {
    const DecoderConfig& c = m_model.config();
    const DecoderWeights& w = m_model.weights();
    Work work(c, rows);
    float* state = work.state.data();
    for (const RowTokens& r : rows) {
        for (std::size_t i = 0; i < r.ids.size(); ++i, state += c.hidden) {
            const float* token = numbers(w.tokenEmbedding) + r.ids[i] * c.hidden;
            const std::int64_t position = m_rows[r.row].length + static_cast<std::int64_t>(i);
            const float* place = numbers(w.positionEmbedding) + position * c.hidden;
            std::transform(token, token + c.hidden, place, state, std::plus<>());
        }
    }
    for (std::size_t layer = 0; layer < w.layers.size(); ++layer) runLayer(layer, rows, work);
    state = work.state.data();
    for (const RowTokens& r : rows) {
        state += std::ssize(r.ids) * c.hidden;
        rows::norm(view(w.finalNorm, c.normEpsilon), state - c.hidden, 1, hidden);
        hidden += c.hidden;
    }
}

void IncrementalDecoder::runLayer(std::size_t layer, std::span<const RowTokens> rows, Work& work) {
    const DecoderConfig& c = m_model.config();
    const DecoderLayerWeights& w = m_model.weights().layers[layer];
    const std::int64_t count = work.count();
    rows::norm(view(w.attentionNorm, c.normEpsilon), work.state.data(), count, work.normed.data());
    rows::linear(view(w.qkv), work.normed.data(), count, work.qkv.data());
    std::size_t index = 0;
    for (const RowTokens& r : rows) {
        attendRow(layer, r, index, work);
        index += r.ids.size();
    }
    rows::linear(view(w.attentionOut), work.normed.data(), count, work.state.data(), rows::Store::Add);
    rows::norm(view(w.feedForwardNorm, c.normEpsilon), work.state.data(), count, work.normed.data());
    rows::linear(view(w.up), work.normed.data(), count, work.inner.data());
    rows::activate(work.inner, c.activation);
    rows::linear(view(w.down), work.inner.data(), count, work.state.data(), rows::Store::Add);
}

/// Tokens of one row in order: each writes its key and value, then looks back. `first`: its place among the packed
/// tokens.
void IncrementalDecoder::attendRow(std::size_t layer, const RowTokens& tokens, std::size_t first, Work& work) {
    const DecoderConfig& c = m_model.config();
    Row& row = m_rows[tokens.row];
    const std::int64_t size = c.headSize();
    const std::int64_t window = c.windows[layer];
    for (std::size_t i = 0; i < tokens.ids.size(); ++i) {
        const float* qkv = work.qkv.data() + (first + i) * static_cast<std::size_t>(3 * c.hidden);
        float* out = work.normed.data() + (first + i) * static_cast<std::size_t>(c.hidden);
        const std::int64_t position = row.length + static_cast<std::int64_t>(i);
        const std::int64_t begin = window > 0 ? std::max<std::int64_t>(0, position - window + 1) : 0;
        for (std::int64_t head = 0; head < c.heads; ++head) {
            float* keys = cacheOf(row, layer, 0) + head * row.capacity * size;
            float* values = cacheOf(row, layer, 1) + head * row.capacity * size;
            const float* query = qkv + head * size;
            std::copy_n(query + c.hidden, size, keys + position * size);
            std::copy_n(query + 2 * c.hidden, size, values + position * size);
            rows::attend({.query = query,
                          .keys = keys + begin * size,
                          .values = values + begin * size,
                          .count = position + 1 - begin,
                          .size = size,
                          .scale = static_cast<float>(c.attentionScale)},
                         work.scores, out + head * size);
        }
    }
}

at::Tensor IncrementalDecoder::logits(const at::Tensor& hidden) const {
    const at::Tensor& head = m_model.weights().head;
    at::Tensor logits = at::empty({hidden.size(0), head.size(0)}, at::kFloat);
    rows::linear(view(LinearWeights{head, {}}), numbers(hidden), hidden.size(0), logits.data_ptr<float>());
    return logits;
}

void IncrementalDecoder::release(std::size_t row) {
    m_rows.at(row).cache = {};
    m_rows.at(row).capacity = 0;
}

}  // namespace detox
