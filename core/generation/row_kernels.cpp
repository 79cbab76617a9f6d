// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generation/row_kernels.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <ATen/Parallel.h>

namespace detox::rows {
namespace {

/// Smallest share of work worth a thread, in multiplications.
constexpr std::int64_t kGrain = 1 << 17;

std::int64_t grainFor(std::int64_t workPerItem) {
    return std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(1, workPerItem));
}

void normaliseRowRms(const Norm& norm, const float* x, float* out) {
    double squares = 0;
    for (std::int64_t i = 0; i < norm.features; ++i) squares += double{x[i]} * x[i];
    const double scale = 1.0 / std::sqrt(squares / static_cast<double>(norm.features) + norm.epsilon);
    for (std::int64_t i = 0; i < norm.features; ++i) out[i] = static_cast<float>(x[i] * scale) * norm.weight[i];
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

/// In eight partial sums, so that the compiler may use vectors.
float dot(const float* a, const float* b, std::int64_t count) {
    float sums[8] = {};
    std::int64_t i = 0;
    for (; i + 8 <= count; i += 8) {
        for (int lane = 0; lane < 8; ++lane) sums[lane] += a[i + lane] * b[i + lane];
    }
    for (; i < count; ++i) sums[0] += a[i] * b[i];
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

void attendHead(const Attention& shape, const AttentionRow& row, std::int64_t head, std::vector<float>& scores) {
    const std::int64_t width = shape.kvHeads * shape.headSize;
    const std::int64_t offset = head * shape.headSize;
    const std::int64_t kvOffset = head / (shape.heads / shape.kvHeads) * shape.headSize;
    scores.resize(static_cast<std::size_t>(row.visible));
    float highest = -INFINITY;
    for (std::int64_t k = 0; k < row.visible; ++k) {
        const float score = dot(row.query + offset, row.keys + k * width + kvOffset, shape.headSize);
        scores[static_cast<std::size_t>(k)] = score * static_cast<float>(shape.scale);
        if (shape.slopes != nullptr) {
            scores[static_cast<std::size_t>(k)] -= shape.slopes[head] * static_cast<float>(row.visible - 1 - k);
        }
        highest = std::max(highest, scores[static_cast<std::size_t>(k)]);
    }
    float total = 0;
    for (float& score : scores) total += score = std::exp(score - highest);
    float* out = row.out + offset;
    std::fill(out, out + shape.headSize, 0.0F);
    for (std::int64_t k = 0; k < row.visible; ++k) {
        const float share = scores[static_cast<std::size_t>(k)] / total;
        for (std::int64_t i = 0; i < shape.headSize; ++i) out[i] += share * row.values[k * width + kvOffset + i];
    }
}

float curveAt(Curve curve, float x) {
    switch (curve) {
        case Curve::Gelu:
            return 0.5F * x * (1.0F + std::erf(x * std::numbers::sqrt2_v<float> / 2));
        case Curve::GeluTanh: {
            constexpr float kSlope = 0.7978845608F;  // √(2/π)
            // ½·(1 + tanh u) = 1/(1 + e^(−2u))
            return x / (1.0F + std::exp(-2.0F * kSlope * (x + 0.044715F * x * x * x)));
        }
        case Curve::GeluSigmoid:
            return x / (1.0F + std::exp(-1.702F * x));
        case Curve::Relu:
            return std::max(x, 0.0F);
        case Curve::Silu:
            return x / (1.0F + std::exp(-x));
    }
    return x;
}

}  // namespace

void normalise(const Norm& norm, const float* x, std::int64_t count, float* out) {
    const auto row = norm.bias != nullptr ? normaliseRow : normaliseRowRms;
    for (std::int64_t r = 0; r < count; ++r) row(norm, x + r * norm.features, out + r * norm.features);
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

void gate(Curve curve, const float* x, std::int64_t count, std::int64_t width, float* out) {
    at::parallel_for(0, count, grainFor(16 * width), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t r = begin; r < end; ++r) {
            const float* row = x + r * 2 * width;
            for (std::int64_t i = 0; i < width; ++i) out[r * width + i] = curveAt(curve, row[i]) * row[width + i];
        }
    });
}

void rotate(const Rotation& rotation, const float* cosine, const float* sine, std::int64_t heads, float* x) {
    const bool next = rotation.partner == Rotation::Partner::Next;
    const std::int64_t step = next ? 2 : 1;
    const std::int64_t away = next ? 1 : rotation.pairs;
    for (std::int64_t h = 0; h < heads; ++h) {
        float* head = x + h * rotation.headSize;
        for (std::int64_t i = 0; i < rotation.pairs; ++i) {
            float& first = head[i * step];
            float& second = head[i * step + away];
            const float turned = first * cosine[i] - second * sine[i];
            second = second * cosine[i] + first * sine[i];
            first = turned;
        }
    }
}

void add(float* x, const float* y, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) x[i] += y[i];
}

}  // namespace detox::rows
