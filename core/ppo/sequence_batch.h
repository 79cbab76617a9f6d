// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/models/packed_tokens.h"
#include "core/text/tokenizer.h"

namespace detox {

using TokenRows = std::vector<std::vector<TokenId>>;

/// Queries with their responses laid out for one forward pass. What predicts a response token, and what its value is
/// estimated from, is the position before it.
struct SequenceBatch {
    PackedTokens tokens;       ///< query + response per row
    at::Tensor predicting;     // int64 [tokens]: which of them is before each response token, row after row
    at::Tensor targets;        // int64 [tokens]: the response tokens
    at::Tensor responseIndex;  // int64 [tokens]: flat place of each in [rows, responseLength]
    at::Tensor trunk;          ///< what layers that training does not move gave of the tokens; undefined: not known
    std::int64_t rows = 0;
    std::int64_t responseLength = 0;  ///< of the longest response
};

/// Throws Error when a query or a response is empty.
[[nodiscard]] SequenceBatch layOut(const TokenRows& queries, const TokenRows& responses);

/// [tokens] → [rows, responseLength], 0 after a response's end. With gradient.
[[nodiscard]] at::Tensor spread(const at::Tensor& perToken, const SequenceBatch& batch);

}  // namespace detox
