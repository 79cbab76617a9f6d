// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/models/decoder_config.h"

namespace detox {

/// Cosines and sines of position·frequency, float32: [positions, pairs], or the rows of a batch. Undefined without
/// rotary positions.
struct RotaryTable {
    at::Tensor cosine, sine;

    [[nodiscard]] bool defined() const { return cosine.defined(); }
    /// To another device, with every copy of this value.
    void moveTo(at::Device device) const;
};

[[nodiscard]] RotaryTable makeRotaryTable(const std::vector<double>& frequencies, std::int64_t positions);
/// The rows for positions int64 [tokens]: [tokens, pairs]; undefined where the table is.
[[nodiscard]] RotaryTable rowsOf(const RotaryTable& table, const at::Tensor& positions);
/// Turns the first 2·pairs features of each head by its token's angles. `x` [B·n, T, headSize], `rows`
/// [B, 1, T, pairs].
[[nodiscard]] at::Tensor rotated(const at::Tensor& x, const RotaryTable& rows, PositionKind kind);

/// Of each head, [heads]: 2^(−8i/heads), for a count that is no power of two filled up from the next one's
/// (Press et al. 2022, footnote 8 and its code).
[[nodiscard]] at::Tensor alibiSlopes(std::int64_t heads);
/// slope·(key − query), to be added to the scores. [1, heads, T, T]
[[nodiscard]] at::Tensor alibiBias(const at::Tensor& slopes, std::int64_t length);

}  // namespace detox
