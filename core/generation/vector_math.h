// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>

#include <c10/util/BFloat16.h>

#include "core/models/vector_math.h"

/// Arithmetic on eight numbers at once, for the kernels of this folder. Everything here is inlined into its caller and
/// takes on the instructions the caller was compiled for.
namespace detox::rows {

inline constexpr std::int64_t kLanes = 8;
using lanes::Eight;
using lanes::exponential;
using EightInts = lanes::WholeNumbers<Eight>::type;
using EightDoubles = double __attribute__((vector_size(kLanes * sizeof(double))));

[[gnu::always_inline]] inline Eight load(const float* p) {
    return lanes::load<Eight>(p);
}

/// The first `count` ≤ kLanes numbers at p, zeros behind them.
[[gnu::always_inline]] inline Eight load(const float* p, std::int64_t count) {
    if (count == kLanes) return lanes::load<Eight>(p);
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
