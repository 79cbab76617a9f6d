// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/models/token_batch.h"

namespace detox {

/// Rows of token ids one after the other, without padding.
struct PackedTokens {
    at::Tensor ids;                    ///< [tokens] int64
    at::Tensor positions;              ///< [tokens] int64
    std::vector<std::int64_t> starts;  ///< [rows + 1]: row r is tokens starts[r] … starts[r + 1] − 1

    [[nodiscard]] std::int64_t rows() const { return static_cast<std::int64_t>(starts.size()) - 1; }
    [[nodiscard]] std::int64_t longest() const;
};

/// Where a batch that gives no positions begins to count.
enum class FirstPosition { Column, Token };

/// The tokens that the mask shows. Where nothing is masked, without copying.
[[nodiscard]] PackedTokens packTokens(const TokenBatch& batch, FirstPosition first);
/// Positions count from each row's first token.
[[nodiscard]] PackedTokens packRows(const std::vector<std::vector<std::int32_t>>& rows);

/// The same on `device`.
[[nodiscard]] PackedTokens movedTo(const PackedTokens& tokens, at::Device device);

/// Flat place of each token in [rows, longest], int64 [tokens]: every row at the left.
[[nodiscard]] at::Tensor cellsOf(const std::vector<std::int64_t>& starts);

}  // namespace detox
