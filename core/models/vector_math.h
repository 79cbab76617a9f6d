// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>

/// Arithmetic on GCC's vectors, to be inlined into functions compiled for one processor each.
namespace detox::lanes {

using Four = float __attribute__((vector_size(4 * sizeof(float))));
using Eight = float __attribute__((vector_size(8 * sizeof(float))));
using Sixteen = float __attribute__((vector_size(16 * sizeof(float))));

/// Whole numbers, as many as floats.
template <class Vector>
struct WholeNumbers;
template <>
struct WholeNumbers<Four> {
    using type = std::int32_t __attribute__((vector_size(4 * sizeof(float))));
};
template <>
struct WholeNumbers<Eight> {
    using type = std::int32_t __attribute__((vector_size(8 * sizeof(float))));
};
template <>
struct WholeNumbers<Sixteen> {
    using type = std::int32_t __attribute__((vector_size(16 * sizeof(float))));
};

template <class Vector>
inline constexpr std::int64_t kWidth = sizeof(Vector) / sizeof(float);

template <class Vector>
[[gnu::always_inline]] inline Vector load(const float* p) {
    Vector v;
    std::memcpy(&v, p, sizeof v);
    return v;
}

template <class Vector>
[[gnu::always_inline]] inline void store(const Vector& v, float* p) {
    std::memcpy(p, &v, sizeof v);
}

template <class Vector>
[[gnu::always_inline]] inline float sumOf(const Vector& v) {
    float lanes[kWidth<Vector>];
    store(v, lanes);
    float sum = 0;
    for (const float lane : lanes) sum += lane;
    return sum;
}

template <class Vector>
[[gnu::always_inline]] inline float highestOf(const Vector& v) {
    float lanes[kWidth<Vector>];
    store(v, lanes);
    float highest = lanes[0];
    for (const float lane : lanes) highest = lane > highest ? lane : highest;
    return highest;
}

/// e^x within 2 units in the last place; 0 below −87.3, where float32 loses digits, and e^88.3 above 88.3.
/// x = n·ln 2 + r with |r| ≤ ½ ln 2; e^r is its Taylor sum, whose first term left out is below 2⁻²⁷.
template <class Vector>
[[gnu::always_inline]] inline Vector exponential(const Vector& x) {
    constexpr float kLowest = -87.3F;
    constexpr float kHighest = 88.3F;
    constexpr float kRounding = 12582912.0F;  // 1.5·2²³: adding it leaves an integer in the low bits
    const Vector bounded = x > kHighest ? Vector{} + kHighest : x < kLowest ? Vector{} + kLowest : x;
    const Vector shifted = bounded * 1.44269504F + kRounding;
    const Vector n = shifted - kRounding;
    // ln 2 in two parts, the first with few bits, so that n times it is exact.
    const Vector r = (bounded - n * 0.693359375F) - n * -2.12194440e-4F;
    Vector sum = r * (1.0F / 5040) + 1.0F / 720;
    sum = sum * r + 1.0F / 120;
    sum = sum * r + 1.0F / 24;
    sum = sum * r + 1.0F / 6;
    sum = sum * r + 0.5F;
    sum = sum * r + 1.0F;
    sum = sum * r + 1.0F;
    typename WholeNumbers<Vector>::type bits;
    std::memcpy(&bits, &shifted, sizeof bits);
    bits = (bits << 23) + (127 << 23);  // the integer's upper bits leave at the top
    Vector power;
    std::memcpy(&power, &bits, sizeof power);
    return x < kLowest ? Vector{} : sum * power;
}

}  // namespace detox::lanes
