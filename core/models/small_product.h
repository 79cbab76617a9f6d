// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/vector_math.h"

namespace detox::lanes {

/// C (+)= A·B for matrices that stay in the first caches: C [rows, columns], A [rows, depth], B [depth, columns], with
/// columns a multiple of 16. A element (r, k) lies at a[r·aRow + k·aColumn], so a transposed A needs no copy.
struct SmallProduct {
    const float* a = nullptr;
    std::int64_t aRow = 0;
    std::int64_t aColumn = 1;
    const float* b = nullptr;
    std::int64_t bRow = 0;
    float* c = nullptr;
    std::int64_t cRow = 0;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::int64_t depth = 0;
    bool add = false;
};

inline constexpr std::int64_t kTileColumns = 16;

template <class Vector, int Rows>
[[gnu::always_inline]] inline void tile(const SmallProduct& p, std::int64_t row, std::int64_t column) {
    constexpr int kVectors = kTileColumns / kWidth<Vector>;
    Vector sums[Rows][kVectors] = {};
    const float* a = p.a + row * p.aRow;
    const float* b = p.b + column;
    for (std::int64_t k = 0; k < p.depth; ++k, a += p.aColumn, b += p.bRow) {
        Vector bs[kVectors];
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v) bs[v] = load<Vector>(b + v * kWidth<Vector>);
#pragma GCC unroll 4
        for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 4
            for (int v = 0; v < kVectors; ++v) sums[r][v] += a[r * p.aRow] * bs[v];
        }
    }
    for (int r = 0; r < Rows; ++r) {
        for (int v = 0; v < kVectors; ++v) {
            float* c = p.c + (row + r) * p.cRow + column + v * kWidth<Vector>;
            store(p.add ? load<Vector>(c) + sums[r][v] : sums[r][v], c);
        }
    }
}

template <class Vector>
[[gnu::always_inline]] inline void multiply(const SmallProduct& p) {
    constexpr int kRows = 4;
    for (std::int64_t column = 0; column < p.columns; column += kTileColumns) {
        std::int64_t row = 0;
        for (; row + kRows <= p.rows; row += kRows) tile<Vector, kRows>(p, row, column);
        for (; row < p.rows; ++row) tile<Vector, 1>(p, row, column);
    }
}

}  // namespace detox::lanes
