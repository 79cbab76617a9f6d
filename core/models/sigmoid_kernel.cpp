// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/sigmoid_kernel.h"

#include <cstring>

#include <ATen/Parallel.h>

#include "core/models/vector_math.h"

namespace detox::sigmoid_kernel {
namespace {

using namespace lanes;

constexpr std::int64_t kGrain = 1 << 13;

template <class Vector>
[[gnu::always_inline]] inline Vector sigmoid(const Curve& curve, const Vector& x) {
    return 1.0F / (1.0F + exponential(-(x * (curve.linear + curve.cubic * x * x))));
}

/// One vector's worth, of `count` numbers.
template <class Vector, class Formula>
[[gnu::always_inline]] inline void step(const float* x, const float* dy, std::int64_t count, float* out,
                                        const Formula& formula) {
    Vector xs = {}, dys = {};
    const auto bytes = static_cast<std::size_t>(count) * sizeof(float);
    std::memcpy(&xs, x, bytes);
    if (dy != nullptr) std::memcpy(&dys, dy, bytes);
    const Vector result = formula(xs, dys);
    std::memcpy(out, &result, bytes);
}

template <class Vector, class Formula>
[[gnu::always_inline]] inline void each(const float* x, const float* dy, std::int64_t count, float* out,
                                        const Formula& formula) {
    constexpr std::int64_t kStep = kWidth<Vector>;
    std::int64_t i = 0;
    for (; i + kStep <= count; i += kStep) {
        step<Vector>(x + i, dy == nullptr ? nullptr : dy + i, kStep, out + i, formula);
    }
    if (i < count) step<Vector>(x + i, dy == nullptr ? nullptr : dy + i, count - i, out + i, formula);
}

template <class Vector>
[[gnu::always_inline]] inline void run(const Curve& curve, const float* x, const float* dy, std::int64_t count,
                                       float* out) {
    if (dy == nullptr) {
        each<Vector>(
            x, dy, count,
            out, [&](const Vector& v, const Vector&) __attribute__((always_inline)) { return v * sigmoid(curve, v); });
        return;
    }
    each<Vector>(
        x, dy, count, out, [&](const Vector& v, const Vector& g) __attribute__((always_inline)) {
            const Vector s = sigmoid(curve, v);
            return g * s * (1.0F + v * (1.0F - s) * (curve.linear + 3.0F * curve.cubic * v * v));
        });
}

using Kernel = void (*)(const Curve& curve, const float* x, const float* dy, std::int64_t count, float* out);

void baseline(const Curve& curve, const float* x, const float* dy, std::int64_t count, float* out) {
    run<Four>(curve, x, dy, count, out);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void avx2(const Curve& curve, const float* x, const float* dy, std::int64_t count,
                                              float* out) {
    run<Eight>(curve, x, dy, count, out);
}

__attribute__((target("avx512f,avx512vl,avx2,fma,prefer-vector-width=512"))) void avx512(
    const Curve& curve, const float* x, const float* dy, std::int64_t count, float* out) {
    run<Sixteen>(curve, x, dy, count, out);
}
#endif

Kernel best() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2;
#endif
    return baseline;
}

void spread(const Curve& curve, const float* x, const float* dy, std::int64_t count, float* out) {
    static const Kernel kernel = best();
    at::parallel_for(0, count, kGrain, [&](std::int64_t begin, std::int64_t end) {
        kernel(curve, x + begin, dy == nullptr ? nullptr : dy + begin, end - begin, out + begin);
    });
}

}  // namespace

void forward(const Curve& curve, const float* x, std::int64_t count, float* y) {
    spread(curve, x, nullptr, count, y);
}

void backward(const Curve& curve, const float* x, const float* dy, std::int64_t count, float* dx) {
    spread(curve, x, dy, count, dx);
}

}  // namespace detox::sigmoid_kernel
