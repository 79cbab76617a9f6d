// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

namespace detox {

/// Rows of token ids of different lengths as rectangles.
struct TokenBatch {
    at::Tensor ids;        ///< [B, T] int64
    at::Tensor mask;       ///< [B, T], nonzero where there is a token; undefined: no padding
    at::Tensor positions;  ///< [B, T] int64; undefined: 0, 1, … from the first column, padding or not
};

/// The same batch on `device`.
[[nodiscard]] TokenBatch movedTo(const TokenBatch& batch, at::Device device);

enum class PaddingSide { Left, Right };

/// Rows padded with `pad` to the longest; positions count from each row's first token (padding: 1, as Hugging Face's
/// generate passes). The mask is undefined when all rows are equally long. Precondition: at least one row.
[[nodiscard]] TokenBatch padRows(const std::vector<std::vector<std::int32_t>>& rows, std::int64_t pad,
                                 PaddingSide side);

}  // namespace detox
