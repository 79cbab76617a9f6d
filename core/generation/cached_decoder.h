// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/generation/row_kernels.h"
#include "core/models/causal_lm.h"
#include "core/text/tokenizer.h"

namespace detox {

/// Tokens that continue one row of the cache.
struct RowTokens {
    int row = 0;
    std::span<const TokenId> ids;  ///< at least one
};

/// What a decoder multiplies by.
enum class DecodingWeights {
    Float32,   ///< the model's own parameters
    Bfloat16,  ///< copies of its matrices, tables included, rounded to nearest even: half the bytes to read per token
};

/// The decoder over keys and values it has seen: a token is computed once. Rows are packed without padding; positions
/// count from each row's first token. Holds the model's parameters, float32 on the CPU; all arithmetic is float32,
/// whatever the weights. Used by one thread at a time.
class CachedDecoder {
public:
    /// Preallocates for `rows` rows of up to `maxTokens` tokens each. Throws Error when the model has fewer positions
    /// or its parameters are not float32 on the CPU.
    CachedDecoder(const CausalLm& model, int rows, int maxTokens, DecodingWeights weights = DecodingWeights::Float32);

    /// Rounds the model's parameters anew, where the weights are rounded: call after something wrote them.
    void refresh();

    /// Appends tokens to rows (each row at most once) and returns the scores after the last token of each:
    /// [inputs, vocabulary], valid until the next call. Throws Error for an id outside the vocabulary.
    [[nodiscard]] std::span<float> advance(std::span<const RowTokens> inputs);

    /// What the head reads of every token of the last advance(), in input order: [tokens, embedding].
    [[nodiscard]] std::span<const float> hidden() const { return m_hidden; }
    [[nodiscard]] std::int64_t vocabulary() const { return m_model.config().vocabulary; }

private:
    /// Where a packed token of this pass belongs.
    struct PackedToken {
        int row = 0;
        std::int64_t position = 0;
    };

    // The steps of a pass over m_tokens; each reads and writes the buffers named in its comment.
    void embed(std::span<const RowTokens> inputs);   // → m_hidden
    void addPositions();                             // m_hidden
    void project(const LinearWeights& weights);      // m_hidden
    void runLayer(std::size_t layer);                // m_hidden
    void attend(std::size_t layer);                  // m_normed → m_added
    void rotate();                                   // m_qkv
    void feedForward(const DecoderLayerWeights& w);  // m_normed → m_added
    void normalise(const NormWeights& norm, const std::vector<float>& x, std::vector<float>& out);
    /// out [count, outputs] = x [count, inputs] through a layer, with what its adapters (float32) add.
    void multiply(const LinearWeights& layer, const std::vector<float>& x, std::int64_t count, std::vector<float>& out);
    void addAdapter(const LinearAdapter& adapter, const std::vector<float>& x, std::int64_t count,
                    std::vector<float>& out);
    /// x [width] += row `index` of a table [rows, width].
    void addRow(const at::Tensor& table, std::int64_t index, float* x) const;
    [[nodiscard]] std::int64_t tokens() const { return std::ssize(m_tokens); }
    [[nodiscard]] float* queryOf(std::size_t token);
    [[nodiscard]] float* cached(std::vector<float>& cache, std::size_t layer, const PackedToken& token);

    CausalLm m_model;
    int m_rows;
    std::int64_t m_maxTokens;
    DecodingWeights m_weights;
    std::unordered_map<const void*, at::Tensor> m_rounded;  // by the data of the parameter it is a copy of
    std::vector<float> m_keys, m_values;                    // [layers, rows, maxTokens, keyWidth]
    std::vector<std::int64_t> m_lengths;                    // tokens cached, by row

    // one pass, packed:
    std::vector<PackedToken> m_tokens;
    std::vector<float> m_hidden;       // [tokens, hidden]; before and after the layers [tokens, embedding]
    std::vector<float> m_normed;       // [tokens, hidden]
    std::vector<float> m_qkv;          // [tokens, qkvWidth]
    std::vector<float> m_mixed;        // [tokens, queryWidth]
    std::vector<float> m_added;        // [tokens, hidden], what a half of a layer adds
    std::vector<float> m_feedForward;  // [tokens, intermediate]; gated: [tokens, 2·intermediate]
    std::vector<float> m_gated;        // [tokens, intermediate]
    std::vector<float> m_lowRank;      // [tokens, rank]
    std::vector<float> m_adapted;      // [tokens, rows], what an adapter adds
    std::vector<rows::AttentionRow> m_attention;
    std::vector<float> m_last;    // [inputs, embedding]
    std::vector<float> m_logits;  // [inputs, vocabulary]
};

}  // namespace detox
