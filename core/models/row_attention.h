// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/models/attention.h"
#include "core/models/positions.h"

namespace detox {

/// Which tokens of its row a token sees.
enum class Sight { Earlier, All };

/// How the tokens of packed rows see each other in one layer.
struct RowAttention {
    AttentionShape shape;
    Sight sight = Sight::Earlier;
    std::int64_t window =
        0;  ///< with earlier tokens seen: 0: every earlier token of the row; else that many, the token's own among them
    at::Tensor slopes;   ///< [heads], ALiBi; undefined: none
    RotaryTable rotary;  ///< [tokens, pairs], the tokens' own rows; undefined: nothing turns
    PositionKind position = PositionKind::Learned;
};

/// Attention within each row (`starts` as PackedTokens): [tokens, (heads + 2·kvHeads)·headSize] →
/// [tokens, heads·headSize]. Float32 on the CPU has a kernel that keeps no scores (attention_kernel.h); other devices
/// and types compute as paddedAttention().
[[nodiscard]] at::Tensor attendRows(const at::Tensor& qkv, const std::vector<std::int64_t>& starts,
                                    const RowAttention& attention);

/// The same through rectangles [rows, longest] and libtorch's operators.
[[nodiscard]] at::Tensor paddedAttention(const at::Tensor& qkv, const std::vector<std::int64_t>& starts,
                                         const RowAttention& attention);

}  // namespace detox
