// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generation/row_kernels.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <ATen/Parallel.h>

#include "core/generation/vector_math.h"

namespace detox::rows {
namespace {

/// Smallest share of work worth a thread, in multiplications.
constexpr std::int64_t kGrain = 1 << 17;

std::int64_t grainFor(std::int64_t workPerItem) {
    return std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(1, workPerItem));
}

/// Σ of `term` over the features, in double precision.
template <class Term>
[[gnu::always_inline]] inline double sumOver(std::int64_t features, const float* x, const Term& term) {
    EightDoubles sums = {};
    forEachEight(
        features, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            EightDoubles terms = term(widened(load(x + i, count)));
            for (std::int64_t lane = count; lane < kLanes; ++lane) terms[lane] = 0;
            sums += terms;
        });
    return laneSum(sums);
}

[[gnu::always_inline]] inline void normaliseRow(const Norm& norm, const float* x, float* out) {
    const auto features = static_cast<double>(norm.features);
    const bool centred = norm.bias != nullptr;
    const double mean = centred
                            ? sumOver(
                                  norm.features, x, [](EightDoubles v) __attribute__((always_inline)) { return v; }) /
                                  features
                            : 0;
    const double squares = sumOver(
        norm.features, x, [mean](EightDoubles v) __attribute__((always_inline)) { return (v - mean) * (v - mean); });
    const double scale = 1.0 / std::sqrt(squares / features + norm.epsilon);
    forEachEight(
        norm.features, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            const EightDoubles scaled = (widened(load(x + i, count)) - mean) * scale;
            Eight value = __builtin_convertvector(scaled, Eight) * load(norm.weight + i, count);
            if (centred) value += load(norm.bias + i, count);
            store(value, out + i, count);
        });
}

[[gnu::always_inline]] inline float dot(const float* a, const float* b, std::int64_t size) {
    Eight sums = {};
    forEachEight(
        size, [&](std::int64_t i, std::int64_t count)
                  __attribute__((always_inline)) { sums += load(a + i, count) * load(b + i, count); });
    return laneSum(sums);
}

/// Turns scores into e^(score − highest); their sum.
[[gnu::always_inline]] inline float exponentials(std::vector<float>& scores, float highest) {
    Eight sums = {};
    forEachEight(
        std::ssize(scores), [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            Eight weights = exponential(load(scores.data() + i, count) - highest);
            for (std::int64_t lane = count; lane < kLanes; ++lane) weights[lane] = 0;
            sums += weights;
            store(weights, scores.data() + i, count);
        });
    return laneSum(sums);
}

[[gnu::always_inline]] inline void attendHead(const Attention& shape, const AttentionRow& row, std::int64_t head,
                                              std::vector<float>& scores) {
    const std::int64_t width = shape.kvHeads * shape.headSize;
    const std::int64_t offset = head * shape.headSize;
    const std::int64_t kvOffset = head / (shape.heads / shape.kvHeads) * shape.headSize;
    scores.resize(static_cast<std::size_t>(row.visible));
    float highest = -INFINITY;
    for (std::int64_t k = 0; k < row.visible; ++k) {
        float score =
            dot(row.query + offset, row.keys + k * width + kvOffset, shape.headSize) * static_cast<float>(shape.scale);
        if (shape.slopes != nullptr) score -= shape.slopes[head] * static_cast<float>(row.visible - 1 - k);
        scores[static_cast<std::size_t>(k)] = score;
        highest = std::max(highest, score);
    }
    const float total = exponentials(scores, highest);
    float* out = row.out + offset;
    std::fill(out, out + shape.headSize, 0.0F);
    for (std::int64_t k = 0; k < row.visible; ++k) {
        const float share = scores[static_cast<std::size_t>(k)] / total;
        const float* value = row.values + k * width + kvOffset;
        forEachEight(
            shape.headSize, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
                store(load(out + i, count) + share * load(value + i, count), out + i, count);
            });
    }
}

/// x / (1 + e^(−y))
[[gnu::always_inline]] inline Eight sigmoidShare(const Eight& x, const Eight& y) {
    return x / (1.0F + exponential(-y));
}

[[gnu::always_inline]] inline Eight curveAt(Curve curve, const Eight& x) {
    switch (curve) {
        case Curve::Gelu: {
            Eight out = x;
            for (int lane = 0; lane < kLanes; ++lane) {
                out[lane] = 0.5F * x[lane] * (1.0F + std::erf(x[lane] * std::numbers::sqrt2_v<float> / 2));
            }
            return out;
        }
        case Curve::GeluTanh: {
            constexpr float kSlope = 0.7978845608F;  // √(2/π)
            // ½·(1 + tanh u) = 1/(1 + e^(−2u))
            return sigmoidShare(x, 2.0F * kSlope * (x + 0.044715F * x * x * x));
        }
        case Curve::GeluSigmoid:
            return sigmoidShare(x, 1.702F * x);
        case Curve::Relu:
            return x < 0.0F ? Eight{} : x;
        case Curve::Silu:
            return sigmoidShare(x, x);
    }
    return x;
}

}  // namespace

void normalise(const Norm& norm, const float* x, std::int64_t count, float* out) {
    at::parallel_for(0, count, grainFor(8 * norm.features), [&](std::int64_t begin, std::int64_t end) {
        runVectorised([&]() __attribute__((always_inline)) {
            for (std::int64_t r = begin; r < end; ++r) {
                normaliseRow(norm, x + r * norm.features, out + r * norm.features);
            }
        });
    });
}

void attend(const Attention& shape, const AttentionRow* all, std::int64_t count) {
    const std::int64_t visible = count == 0 ? 1 : std::max<std::int64_t>(1, all[0].visible);
    at::parallel_for(0, count * shape.heads, grainFor(2 * visible * shape.headSize),
                     [&](std::int64_t begin, std::int64_t end) {
                         std::vector<float> scores;
                         runVectorised([&]() __attribute__((always_inline)) {
                             for (std::int64_t i = begin; i < end; ++i) {
                                 attendHead(shape, all[i / shape.heads], i % shape.heads, scores);
                             }
                         });
                     });
}

void activate(Curve curve, float* x, std::int64_t count) {
    at::parallel_for(0, count, grainFor(4), [&](std::int64_t begin, std::int64_t end) {
        runVectorised([&]() __attribute__((always_inline)) {
            forEachEight(
                end - begin, [&](std::int64_t i, std::int64_t some) __attribute__((always_inline)) {
                    float* at = x + begin + i;
                    store(curveAt(curve, load(at, some)), at, some);
                });
        });
    });
}

void gate(Curve curve, const float* x, std::int64_t count, std::int64_t width, float* out) {
    at::parallel_for(0, count, grainFor(4 * width), [&](std::int64_t begin, std::int64_t end) {
        runVectorised([&]() __attribute__((always_inline)) {
            for (std::int64_t r = begin; r < end; ++r) {
                const float* row = x + r * 2 * width;
                forEachEight(
                    width, [&](std::int64_t i, std::int64_t some) __attribute__((always_inline)) {
                        store(curveAt(curve, load(row + i, some)) * load(row + width + i, some), out + r * width + i,
                              some);
                    });
            }
        });
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

void add(float* x, const c10::BFloat16* y, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) x[i] += static_cast<float>(y[i]);
}

}  // namespace detox::rows
