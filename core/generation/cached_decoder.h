// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
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

/// The decoder over keys and values it has seen: a token is computed once. Rows are packed without padding; positions
/// count from each row's first token. Holds the model's parameters, float32 on the CPU. Used by one thread at a time.
class CachedDecoder {
public:
    /// Preallocates for `rows` rows of up to `maxTokens` tokens each. Throws Error when the model has fewer positions
    /// or its parameters are not float32 on the CPU.
    CachedDecoder(const CausalLm& model, int rows, int maxTokens);

    /// Appends tokens to rows (each row at most once) and returns the scores after the last token of each:
    /// [inputs, vocabulary], valid until the next call. Throws Error for an id outside the vocabulary.
    [[nodiscard]] std::span<float> advance(std::span<const RowTokens> inputs);

    /// Hidden states after the final norm of every token of the last advance(), in input order: [tokens, hidden].
    [[nodiscard]] std::span<const float> hidden() const { return m_hidden; }
    [[nodiscard]] std::int64_t vocabulary() const { return m_model.config().vocabulary; }

private:
    /// Where a packed token of this pass belongs.
    struct PackedToken {
        int row = 0;
        std::int64_t position = 0;
    };

    void embed(std::span<const RowTokens> inputs);
    void runLayer(std::size_t layer);
    void attend(std::size_t layer);
    [[nodiscard]] float* cached(std::vector<float>& cache, std::size_t layer, const PackedToken& token);

    CausalLm m_model;
    int m_rows;
    std::int64_t m_maxTokens;
    std::vector<float> m_keys, m_values;  // [layers, rows, maxTokens, hidden]
    std::vector<std::int64_t> m_lengths;  // tokens cached, by row

    // one pass, packed:
    std::vector<PackedToken> m_tokens;
    std::vector<float> m_hidden;       // [tokens, hidden]
    std::vector<float> m_normed;       // [tokens, hidden]
    std::vector<float> m_qkv;          // [tokens, 3·hidden]
    std::vector<float> m_mixed;        // [tokens, hidden]
    std::vector<float> m_feedForward;  // [tokens, intermediate]
    std::vector<rows::AttentionRow> m_attention;
    std::vector<float> m_last;    // [inputs, hidden]
    std::vector<float> m_logits;  // [inputs, vocabulary]
};

}  // namespace detox
