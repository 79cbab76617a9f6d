// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>

#include <c10/util/BFloat16.h>

/// Arithmetic on eight numbers at once, for the kernels of this folder. Everything here is inlined into its caller and
/// takes on the instructions the caller was compiled for.
namespace detox::rows {

inline constexpr std::int64_t kLanes = 8;
using Eight = float __attribute__((vector_size(kLanes * sizeof(float))));
using EightInts = std::int32_t __attribute__((vector_size(kLanes * sizeof(std::int32_t))));
using EightDoubles = double __attribute__((vector_size(kLanes * sizeof(double))));

[[gnu::always_inline]] inline Eight load(const float* p) {
    Eight lanes;
    std::memcpy(&lanes, p, sizeof lanes);
    return lanes;
}

/// The first `count` ≤ kLanes numbers at p, zeros behind them.
[[gnu::always_inline]] inline Eight load(const float* p, std::int64_t count) {
    if (count == kLanes) return load(p);
    Eight lanes = {};
    std::memcpy(&lanes, p, static_cast<std::size_t>(count) * sizeof(float));
    return lanes;
}

/// The same of numbers whose bits are the upper half of a float32's: exact.
[[gnu::always_inline]] inline Eight load(const c10::BFloat16* p, std::int64_t count) {
    std::uint16_t __attribute__((vector_size(kLanes * sizeof(std::uint16_t)))) halves = {};
    if (count == kLanes) {
        std::memcpy(&halves, p, sizeof halves);
    } else {
        std::memcpy(&halves, p, static_cast<std::size_t>(count) * sizeof(std::uint16_t));
    }
    const EightInts bits = __builtin_convertvector(halves, EightInts) << 16;
    Eight lanes;
    std::memcpy(&lanes, &bits, sizeof lanes);
    return lanes;
}

[[gnu::always_inline]] inline Eight load(const c10::BFloat16* p) {
    return load(p, kLanes);
}

[[gnu::always_inline]] inline void store(const Eight& lanes, float* p, std::int64_t count) {
    if (count == kLanes) {
        std::memcpy(p, &lanes, sizeof lanes);
    } else {
        std::memcpy(p, &lanes, static_cast<std::size_t>(count) * sizeof(float));
    }
}

/// `body(i, count)` for every eight of `total` numbers, from i on; the last time for the `count` that are left.
template <class Body>
[[gnu::always_inline]] inline void forEachEight(std::int64_t total, const Body& body) {
    std::int64_t i = 0;
    for (; i + kLanes <= total; i += kLanes) body(i, kLanes);
    if (i < total) body(i, total - i);
}

/// The lanes' sum: those four apart first, then those two apart, then neighbours.
template <class Vector>
[[gnu::always_inline]] inline auto laneSum(const Vector& v) {
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

[[gnu::always_inline]] inline EightDoubles widened(const Eight& x) {
    return __builtin_convertvector(x, EightDoubles);
}

/// e^x within 2 units in the last place; 0 below −87.3, where float32 loses digits, and e^88.3 above 88.3.
/// x = n·ln 2 + r with |r| ≤ ½ ln 2; e^r is its Taylor sum, whose first term left out is below 2⁻²⁷.
[[gnu::always_inline]] inline Eight exponential(const Eight& x) {
    constexpr float kLowest = -87.3F;
    constexpr float kHighest = 88.3F;
    constexpr float kRounding = 12582912.0F;  // 1.5·2²³: adding it leaves an integer in the low bits
    const Eight bounded = x > kHighest ? Eight{} + kHighest : x < kLowest ? Eight{} + kLowest : x;
    const Eight shifted = bounded * 1.44269504F + kRounding;
    const Eight n = shifted - kRounding;
    // ln 2 in two parts, the first with few bits, so that n times it is exact.
    const Eight r = (bounded - n * 0.693359375F) - n * -2.12194440e-4F;
    Eight sum = r * (1.0F / 5040) + 1.0F / 720;
    sum = sum * r + 1.0F / 120;
    sum = sum * r + 1.0F / 24;
    sum = sum * r + 1.0F / 6;
    sum = sum * r + 0.5F;
    sum = sum * r + 1.0F;
    sum = sum * r + 1.0F;
    EightInts bits;
    std::memcpy(&bits, &shifted, sizeof bits);
    bits = (bits << 23) + (127 << 23);  // the integer's upper bits leave at the top
    Eight power;
    std::memcpy(&power, &bits, sizeof power);
    return x < kLowest ? Eight{} : sum * power;
}

#if defined(__x86_64__)
template <class Body>
__attribute__((target("avx2,fma"))) void runWithAvx2(const Body& body) {
    body();
}
#endif

/// Runs `body`, a lambda marked always_inline, compiled for the best instructions this processor has.
template <class Body>
void runVectorised(const Body& body) {
#if defined(__x86_64__)
    static const bool fused = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (fused) return runWithAvx2(body);
#endif
    body();
}

}  // namespace detox::rows
