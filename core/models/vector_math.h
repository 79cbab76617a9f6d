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

/// e^x within two units of the last place for −87 ≤ x ≤ 88; what is beyond counts as the bound, so that e^−∞ is about
/// 10^−38. Range reduction by multiples of ln 2 in two parts, then the minimax polynomial of Cephes' expf (Moshier
/// 1989).
template <class Vector>
[[gnu::always_inline]] inline Vector expOf(Vector x) {
    using Whole = typename WholeNumbers<Vector>::type;
    constexpr float kRound = 12582912.0F;  // 1.5·2^23: adding it leaves the nearest whole number in the last bits
    x = x < -87.0F ? Vector{} - 87.0F : x;
    x = x > 88.0F ? Vector{} + 88.0F : x;
    const Vector whole = (x * 1.44269504F + kRound) - kRound;
    const Vector r = (x - whole * 0.693359375F) - whole * -2.12194440e-4F;
    Vector p = Vector{} + 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * r * r + r + 1.0F;
    const Whole exponent = (__builtin_convertvector(whole, Whole) + 127) << 23;
    Vector power;
    std::memcpy(&power, &exponent, sizeof power);
    return p * power;
}

}  // namespace detox::lanes
