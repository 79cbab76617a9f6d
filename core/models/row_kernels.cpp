// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/row_kernels.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include <ATen/Parallel.h>

namespace detox::rows {
namespace {

constexpr std::int64_t kLanes = 16;
using Vector = float __attribute__((vector_size(kLanes * sizeof(float))));

#define DETOX_INLINE inline __attribute__((always_inline))

DETOX_INLINE void load(Vector& vector, const float* from, std::int64_t count) {
    if (count < kLanes) vector = Vector{};
    std::memcpy(&vector, from, static_cast<std::size_t>(std::min(count, kLanes)) * sizeof(float));
}

/// The lanes' sum, always by the same tree.
DETOX_INLINE float sumOf(const Vector& vector) {
    float lanes[kLanes];
    std::memcpy(lanes, &vector, sizeof lanes);
    for (std::int64_t width = kLanes / 2; width > 0; width /= 2) {
        for (std::int64_t i = 0; i < width; ++i) lanes[i] += lanes[i + width];
    }
    return lanes[0];
}

/// What one block of Rows × Columns results is made from and where it goes.
struct Block {
    const Linear& layer;
    const float* x;
    float* y;
    Store store;
    std::int64_t row;
    std::int64_t column;
};

/// Every result of a block is the same sequence of fused multiply-adds over `in` and the same tree of sums, so that the
/// size of the block is invisible in it.
template <int Rows, int Columns>
DETOX_INLINE void product(const Block& b) {
    const std::int64_t in = b.layer.in;
    const float* x = b.x + b.row * in;
    const float* w = b.layer.weight + b.column * in;
    Vector sums[Rows][Columns] = {};
    for (std::int64_t k = 0; k < in; k += kLanes) {
        Vector weights[Columns];
        for (int c = 0; c < Columns; ++c) load(weights[c], w + c * in + k, in - k);
        for (int r = 0; r < Rows; ++r) {
            Vector input;
            load(input, x + r * in + k, in - k);
            for (int c = 0; c < Columns; ++c) sums[r][c] += input * weights[c];
        }
    }
    for (int r = 0; r < Rows; ++r) {
        for (int c = 0; c < Columns; ++c) {
            const float bias = b.layer.bias == nullptr ? 0.0F : b.layer.bias[b.column + c];
            float& y = b.y[(b.row + r) * b.layer.out + b.column + c];
            const float result = sumOf(sums[r][c]) + bias;
            y = b.store == Store::Add ? y + result : result;
        }
    }
}

struct Columns {
    std::int64_t begin, end;
};

/// All rows of some columns: full blocks, then the rest one by one.
template <int RowBlock, int ColumnBlock>
DETOX_INLINE void productOfColumns(Block b, std::int64_t count, Columns columns) {
    for (b.column = columns.begin; b.column < columns.end;) {
        const bool wide = b.column + ColumnBlock <= columns.end;
        for (b.row = 0; b.row + RowBlock <= count; b.row += RowBlock) {
            if (wide)
                product<RowBlock, ColumnBlock>(b);
            else
                product<RowBlock, 1>(b);
        }
        for (; b.row < count; ++b.row) {
            if (wide)
                product<1, ColumnBlock>(b);
            else
                product<1, 1>(b);
        }
        b.column += wide ? ColumnBlock : 1;
    }
}

using ProductOfColumns = void (*)(const Block&, std::int64_t, Columns);

void plainProduct(const Block& b, std::int64_t count, Columns columns) {
    productOfColumns<2, 2>(b, count, columns);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void avx2Product(const Block& b, std::int64_t count, Columns columns) {
    productOfColumns<2, 2>(b, count, columns);
}
__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma,prefer-vector-width=512"))) void avx512Product(
    const Block& b, std::int64_t count, Columns columns) {
    productOfColumns<4, 4>(b, count, columns);
}

ProductOfColumns fastestProduct() {
    if (__builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512dq") != 0) return avx512Product;
    if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0) return avx2Product;
    return plainProduct;
}
#else
ProductOfColumns fastestProduct() {
    return plainProduct;
}
#endif

float gelu(float x, Activation activation) {
    if (activation == Activation::Gelu) return 0.5F * x * (1.0F + std::erf(x / std::numbers::sqrt2_v<float>));
    constexpr float kFactor = std::numbers::sqrt2_v<float> * std::numbers::inv_sqrtpi_v<float>;  // √(2/π)
    return 0.5F * x * (1.0F + std::tanh(kFactor * (x + 0.044715F * x * x * x)));
}

void normRow(const Norm& layer, const float* x, float* y) {
    double sum = 0;
    for (std::int64_t i = 0; i < layer.features; ++i) sum += x[i];
    const double mean = sum / static_cast<double>(layer.features);
    double squares = 0;
    for (std::int64_t i = 0; i < layer.features; ++i) squares += (x[i] - mean) * (x[i] - mean);
    const double scale = 1.0 / std::sqrt(squares / static_cast<double>(layer.features) + layer.epsilon);
    for (std::int64_t i = 0; i < layer.features; ++i) {
        y[i] = static_cast<float>((x[i] - mean) * scale) * layer.weight[i] + layer.bias[i];
    }
}

/// scores → softmax, in place.
void normalise(std::span<float> scores) {
    const float top = *std::max_element(scores.begin(), scores.end());
    float sum = 0;
    for (float& s : scores) {
        s = std::exp(s - top);
        sum += s;
    }
    for (float& s : scores) s /= sum;
}

}  // namespace

void linear(const Linear& layer, const float* x, std::int64_t count, float* y, Store store) {
    static const ProductOfColumns productOf = fastestProduct();
    constexpr std::int64_t kWorkPerTask = 1 << 20;  // multiply-adds worth waking a thread for
    const std::int64_t grain = std::max<std::int64_t>(64, kWorkPerTask / std::max<std::int64_t>(1, layer.in * count));
    at::parallel_for(0, layer.out, grain, [&](std::int64_t begin, std::int64_t end) {
        productOf({layer, x, y, store, 0, 0}, count, {begin, end});
    });
}

void norm(const Norm& layer, const float* x, std::int64_t count, float* y) {
    for (std::int64_t r = 0; r < count; ++r) normRow(layer, x + r * layer.features, y + r * layer.features);
}

void activate(std::span<float> values, Activation activation) {
    for (float& v : values) v = activation == Activation::Relu ? std::max(v, 0.0F) : gelu(v, activation);
}

void attend(const Attention& a, std::span<float> scores, float* out) {
    const std::span<float> seen = scores.first(static_cast<std::size_t>(a.count));
    // The keys are a matrix whose rows are dotted with the query: the same product as any linear layer.
    linear({.weight = a.keys, .in = a.size, .out = a.count}, a.query, 1, seen.data());
    for (float& s : seen) s *= a.scale;
    normalise(seen);
    std::fill(out, out + a.size, 0.0F);
    for (std::int64_t j = 0; j < a.count; ++j) {
        const float weight = seen[static_cast<std::size_t>(j)];
        for (std::int64_t i = 0; i < a.size; ++i) out[i] += weight * a.values[j * a.size + i];
    }
}

}  // namespace detox::rows
