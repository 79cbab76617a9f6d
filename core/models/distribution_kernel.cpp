// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/distribution_kernel.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <ATen/Parallel.h>

#include "core/models/vector_math.h"

namespace detox::distribution_kernel {
namespace {

using namespace lanes;

template <class Vector>
[[gnu::always_inline]] inline float highest(const float* x, std::int64_t count) {
    float most = -std::numeric_limits<float>::infinity();
    std::int64_t i = 0;
    if (count >= kWidth<Vector>) {
        Vector best = load<Vector>(x);
        for (; i + kWidth<Vector> <= count; i += kWidth<Vector>) {
            const Vector v = load<Vector>(x + i);
            best = v > best ? v : best;
        }
        most = highestOf(best);
    }
    for (; i < count; ++i) most = std::max(most, x[i]);
    return most;
}

/// Σ e^u, Σ e^u·u and Σ e^u·w of u = value − offset and w = other − otherOffset.
struct Sums {
    double weights = 0;
    double values = 0;
    double others = 0;
};

/// What of a row a sum in float32 takes before it goes to the double one.
constexpr std::int64_t kBlock = 2048;

template <class Vector>
[[gnu::always_inline]] inline void addBlock(const float* x, float offset, const float* other, float otherOffset,
                                            std::int64_t count, Sums& sums) {
    Vector weights = {}, values = {}, others = {};
    std::int64_t i = 0;
    for (; i + kWidth<Vector> <= count; i += kWidth<Vector>) {
        const Vector u = load<Vector>(x + i) - offset;
        const Vector weight = exponential(u);
        weights += weight;
        values += weight * u;
        if (other != nullptr) others += weight * (load<Vector>(other + i) - otherOffset);
    }
    sums.weights += sumOf(weights);
    sums.values += sumOf(values);
    sums.others += sumOf(others);
    for (; i < count; ++i) {
        const float u = x[i] - offset;
        const float weight = std::exp(u);
        sums.weights += weight;
        sums.values += weight * u;
        if (other != nullptr) sums.others += weight * (other[i] - otherOffset);
    }
}

template <class Vector>
[[gnu::always_inline]] inline Sums sumsOf(const float* x, float offset, const float* other, float otherOffset,
                                          std::int64_t count) {
    Sums sums;
    for (std::int64_t i = 0; i < count; i += kBlock) {
        addBlock<Vector>(x + i, offset, other == nullptr ? nullptr : other + i, otherOffset,
                         std::min(kBlock, count - i), sums);
    }
    return sums;
}

template <class Vector>
[[gnu::always_inline]] inline RowStatistics statisticsOf(const float* x, const float* reference, std::int64_t count) {
    const float most = highest<Vector>(x, count);
    const float otherMost = reference == nullptr ? 0.0F : highest<Vector>(reference, count);
    const Sums sums = sumsOf<Vector>(x, most, reference, otherMost, count);
    const double logWeights = std::log(sums.weights);
    const double mean = sums.values / sums.weights;
    RowStatistics out{.logSum = static_cast<float>(most + logWeights),
                      .entropy = static_cast<float>(logWeights - mean)};
    if (reference != nullptr) {
        const double logOthers = std::log(sumsOf<Vector>(reference, otherMost, nullptr, 0, count).weights);
        out.referenceLogSum = static_cast<float>(otherMost + logOthers);
        out.kl = static_cast<float>(mean - logWeights - sums.others / sums.weights + logOthers);
    }
    return out;
}

struct Row {
    const float* x;
    const float* reference;
    std::int64_t count;
    const RowStatistics& s;
    const RowGradient& by;
    float* out;
};

template <class Vector>
[[gnu::always_inline]] inline void gradientOf(const Row& row) {
    const auto [logprob, entropy, kl] = row.by;
    // p·(a + b·log p − kl·log q), with log p = x − logSum and log q = reference − referenceLogSum
    const float constant = -logprob - entropy * row.s.entropy - kl * row.s.kl;
    const float slope = kl - entropy;
    std::int64_t i = 0;
    for (; i + kWidth<Vector> <= row.count; i += kWidth<Vector>) {
        const Vector logP = load<Vector>(row.x + i) - row.s.logSum;
        Vector factor = constant + slope * logP;
        if (row.reference != nullptr) {
            factor -= kl * (load<Vector>(row.reference + i) - row.s.referenceLogSum);
        }
        store(exponential(logP) * factor, row.out + i);
    }
    for (; i < row.count; ++i) {
        const float logP = row.x[i] - row.s.logSum;
        float factor = constant + slope * logP;
        if (row.reference != nullptr) factor -= kl * (row.reference[i] - row.s.referenceLogSum);
        row.out[i] = std::exp(logP) * factor;
    }
}

/// The two kernels compiled for one processor.
struct Kernels {
    RowStatistics (*statistics)(const float* x, const float* reference, std::int64_t count);
    void (*gradient)(const Row& row);
};

RowStatistics baselineStatistics(const float* x, const float* reference, std::int64_t count) {
    return statisticsOf<Four>(x, reference, count);
}
void baselineGradient(const Row& row) {
    gradientOf<Four>(row);
}

#if defined(__x86_64__)
#define DETOX_AVX2 __attribute__((target("avx2,fma")))
#define DETOX_AVX512 __attribute__((target("avx512f,avx512vl,avx2,fma,prefer-vector-width=512")))

DETOX_AVX2 RowStatistics avx2Statistics(const float* x, const float* reference, std::int64_t count) {
    return statisticsOf<Eight>(x, reference, count);
}
DETOX_AVX2 void avx2Gradient(const Row& row) {
    gradientOf<Eight>(row);
}
DETOX_AVX512 RowStatistics avx512Statistics(const float* x, const float* reference, std::int64_t count) {
    return statisticsOf<Sixteen>(x, reference, count);
}
DETOX_AVX512 void avx512Gradient(const Row& row) {
    gradientOf<Sixteen>(row);
}
#endif

const Kernels& best() {
    static const Kernels kernels = [] {
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) {
            return Kernels{avx512Statistics, avx512Gradient};
        }
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
            return Kernels{avx2Statistics, avx2Gradient};
        }
#endif
        return Kernels{baselineStatistics, baselineGradient};
    }();
    return kernels;
}

const float* rowOf(const float* all, std::int64_t row, std::int64_t vocabulary) {
    return all == nullptr ? nullptr : all + row * vocabulary;
}

std::int64_t grain(std::int64_t vocabulary) {
    return std::max<std::int64_t>(1, 32'768 / vocabulary);
}

}  // namespace

void statistics(const Logits& logits, RowStatistics* out) {
    const std::int64_t n = logits.vocabulary;
    at::parallel_for(0, logits.rows, grain(n), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t r = begin; r < end; ++r) {
            out[r] = best().statistics(logits.values + r * n, rowOf(logits.reference, r, n), n);
        }
    });
}

void gradients(const Logits& logits, const RowStatistics* statistics, const RowGradient* by, float* values) {
    const std::int64_t n = logits.vocabulary;
    at::parallel_for(0, logits.rows, grain(n), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t r = begin; r < end; ++r) {
            best().gradient(
                {logits.values + r * n, rowOf(logits.reference, r, n), n, statistics[r], by[r], values + r * n});
        }
    });
}

}  // namespace detox::distribution_kernel
