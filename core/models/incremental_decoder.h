// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/models/causal_lm.h"

namespace detox {

/// Tokens to append to one row.
struct RowTokens {
    std::size_t row = 0;
    std::span<const std::int32_t> ids;  ///< at least one
};

/// Runs a decoder over rows that grow, keeping keys and values of what was seen (DESIGN 6). Rows have lengths of their
/// own, so nothing is padded, and a row's numbers are the same bit for bit whatever rows are beside it, in whatever
/// batch it was filled and on however many threads (row_kernels.h). CPU and float32; records no gradients. Used by one
/// thread; the model must outlive it, and its weights must not change between calls.
class IncrementalDecoder {
public:
    /// One row per entry of `capacities`: the most tokens it will hold; all memory is taken here. Throws Error when a
    /// capacity is beyond the model's positions.
    IncrementalDecoder(const CausalLm& model, const std::vector<std::int64_t>& capacities);

    /// Appends tokens to different rows; for each, in the order given, the state after the final norm of its last
    /// token: [rows.size(), hidden]. Throws Error when a row is full or an id is outside the vocabulary; nothing is
    /// appended then.
    [[nodiscard]] at::Tensor append(std::span<const RowTokens> rows);
    /// [n, hidden] → [n, vocabulary]
    [[nodiscard]] at::Tensor logits(const at::Tensor& hidden) const;

    [[nodiscard]] std::int64_t length(std::size_t row) const { return m_rows.at(row).length; }
    /// Gives a finished row's memory back; the row cannot be appended to any more.
    void release(std::size_t row);

private:
    struct Row {
        std::vector<float> cache;  // [layers, 2, heads, capacity, headSize]
        std::int64_t capacity = 0;
        std::int64_t length = 0;
    };
    struct Work;

    void check(std::span<const RowTokens> rows) const;
    void run(std::span<const RowTokens> rows, float* hidden);
    void runLayer(std::size_t layer, std::span<const RowTokens> rows, Work& work);
    void attendRow(std::size_t layer, const RowTokens& tokens, std::size_t first, Work& work);
    float* cacheOf(Row& row, std::size_t layer, int kind) const;

    const CausalLm& m_model;
    std::vector<Row> m_rows;
};

}  // namespace detox
