// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generation/row_kernels.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <vector>

#include <ATen/Parallel.h>

namespace detox::rows {
namespace {

constexpr std::int64_t kLanes = 16;
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

[[gnu::always_inline]] inline Lanes load(const float* p) {
    Lanes lanes;
    std::memcpy(&lanes, p, sizeof lanes);
    return lanes;
}

[[gnu::always_inline]] inline float sumLanes(const Lanes& lanes) {
    float sum = 0;
    for (std::int64_t i = 0; i < kLanes; ++i) sum += lanes[i];
    return sum;
}

/// Rows × Outputs dot products at once. Every one adds its terms in the same order whatever Rows and Outputs are.
template <int Rows, int Outputs>
[[gnu::always_inline]] inline void dotBlock(const Linear& layer, std::int64_t firstOutput, const float* x, float* out) {
    const std::int64_t n = layer.inputs;
    const float* w = layer.weight + firstOutput * n;
    Lanes sums[Rows][Outputs] = {};
    std::int64_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
        Lanes xs[Rows];
        for (int r = 0; r < Rows; ++r) xs[r] = load(x + r * n + i);
        for (int o = 0; o < Outputs; ++o) {
            const Lanes ws = load(w + o * n + i);
            for (int r = 0; r < Rows; ++r) sums[r][o] += xs[r] * ws;
        }
    }
    for (int r = 0; r < Rows; ++r) {
        for (int o = 0; o < Outputs; ++o) {
            float sum = sumLanes(sums[r][o]);
            for (std::int64_t k = i; k < n; ++k) sum += x[r * n + k] * w[o * n + k];
            out[r * layer.outputs + firstOutput + o] = sum + (layer.bias ? layer.bias[firstOutput + o] : 0.0F);
        }
    }
}

template <int Outputs>
[[gnu::always_inline]] inline void outputColumn(const Linear& layer, std::int64_t firstOutput, const float* x,
                                                std::int64_t count, float* out) {
    std::int64_t r = 0;
    for (; r + 4 <= count; r += 4) {
        dotBlock<4, Outputs>(layer, firstOutput, x + r * layer.inputs, out + r * layer.outputs);
    }
    for (; r < count; ++r) {
        dotBlock<1, Outputs>(layer, firstOutput, x + r * layer.inputs, out + r * layer.outputs);
    }
}

[[gnu::always_inline]] inline void outputRange(const Linear& layer, std::int64_t begin, std::int64_t end,
                                               const float* x, std::int64_t count, float* out) {
    std::int64_t o = begin;
    for (; o + 4 <= end; o += 4) outputColumn<4>(layer, o, x, count, out);
    for (; o < end; ++o) outputColumn<1>(layer, o, x, count, out);
}

using RangeKernel = void (*)(const Linear&, std::int64_t, std::int64_t, const float*, std::int64_t, float*);

void rangeBaseline(const Linear& l, std::int64_t b, std::int64_t e, const float* x, std::int64_t n, float* out) {
    outputRange(l, b, e, x, n, out);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void rangeAvx2(const Linear& l, std::int64_t b, std::int64_t e, const float* x,
                                                   std::int64_t n, float* out) {
    outputRange(l, b, e, x, n, out);
}
__attribute__((target("avx512f,avx2,fma"))) void rangeAvx512(const Linear& l, std::int64_t b, std::int64_t e,
                                                             const float* x, std::int64_t n, float* out) {
    outputRange(l, b, e, x, n, out);
}
#endif

RangeKernel bestRangeKernel() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return rangeAvx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return rangeAvx2;
#endif
    return rangeBaseline;
}

/// Smallest share of work worth a thread, in multiplications.
constexpr std::int64_t kGrain = 32768;

std::int64_t grainFor(std::int64_t workPerItem) {
    return std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(1, workPerItem));
}

void normaliseRow(const Norm& norm, const float* x, float* out) {
    double sum = 0;
    for (std::int64_t i = 0; i < norm.features; ++i) sum += x[i];
    const double mean = sum / static_cast<double>(norm.features);
    double squares = 0;
    for (std::int64_t i = 0; i < norm.features; ++i) squares += (x[i] - mean) * (x[i] - mean);
    const double scale = 1.0 / std::sqrt(squares / static_cast<double>(norm.features) + norm.epsilon);
    for (std::int64_t i = 0; i < norm.features; ++i) {
        out[i] = static_cast<float>((x[i] - mean) * scale) * norm.weight[i] + norm.bias[i];
    }
}

void attendHead(const Attention& shape, const AttentionRow& row, std::int64_t head, std::vector<float>& scores) {
    const std::int64_t width = shape.heads * shape.headSize;
    const std::int64_t offset = head * shape.headSize;
    scores.resize(static_cast<std::size_t>(row.visible));
    float highest = -INFINITY;
    for (std::int64_t k = 0; k < row.visible; ++k) {
        float dot = 0;
        for (std::int64_t i = 0; i < shape.headSize; ++i)
            dot += row.query[offset + i] * row.keys[k * width + offset + i];
        scores[static_cast<std::size_t>(k)] = dot * static_cast<float>(shape.scale);
        highest = std::max(highest, scores[static_cast<std::size_t>(k)]);
    }
    float total = 0;
    for (float& score : scores) total += score = std::exp(score - highest);
    float* out = row.out + offset;
    std::fill(out, out + shape.headSize, 0.0F);
    for (std::int64_t k = 0; k < row.visible; ++k) {
        const float share = scores[static_cast<std::size_t>(k)] / total;
        for (std::int64_t i = 0; i < shape.headSize; ++i) out[i] += share * row.values[k * width + offset + i];
    }
}

float curveAt(Curve curve, float x) {
    switch (curve) {
        case Curve::Gelu:
            return 0.5F * x * (1.0F + std::erf(x * std::numbers::sqrt2_v<float> / 2));
        case Curve::GeluTanh: {
            constexpr float kSlope = 0.7978845608F;  // √(2/π)
            return 0.5F * x * (1.0F + std::tanh(kSlope * (x + 0.044715F * x * x * x)));
        }
        case Curve::Relu:
            return std::max(x, 0.0F);
    }
    return x;
}

}  // namespace

void linear(const Linear& layer, const float* x, std::int64_t count, float* out) {
    static const RangeKernel kernel = bestRangeKernel();
    at::parallel_for(0, layer.outputs, grainFor(layer.inputs * count),
                     [&](std::int64_t begin, std::int64_t end) { kernel(layer, begin, end, x, count, out); });
}

void normalise(const Norm& norm, const float* x, std::int64_t count, float* out) {
    for (std::int64_t r = 0; r < count; ++r) normaliseRow(norm, x + r * norm.features, out + r * norm.features);
}

void attend(const Attention& shape, const AttentionRow* all, std::int64_t count) {
    const std::int64_t visible = count == 0 ? 1 : std::max<std::int64_t>(1, all[0].visible);
    at::parallel_for(0, count * shape.heads, grainFor(2 * visible * shape.headSize),
                     [&](std::int64_t begin, std::int64_t end) {
                         std::vector<float> scores;
                         for (std::int64_t i = begin; i < end; ++i) {
                             attendHead(shape, all[i / shape.heads], i % shape.heads, scores);
                         }
                     });
}

void activate(Curve curve, float* x, std::int64_t count) {
    at::parallel_for(0, count, grainFor(16), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) x[i] = curveAt(curve, x[i]);
    });
}

void add(float* x, const float* y, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) x[i] += y[i];
}

}  // namespace detox::rows
