// SPDX-License-Identifier: GPL-3.0-or-later
// The product of row_kernels.h, in blocks sized for the processor's registers. A dot product is 16 partial sums, lane i
// adding every sixteenth term from the i-th on, and a fixed tree over them: neighbours, then neighbours of those. Every
// implementation here gives the same bits.
#include <algorithm>
#include <cstring>
#include <utility>

#include <ATen/Parallel.h>

#include "core/generation/row_kernels.h"

namespace detox::rows {
namespace {

constexpr int kLanes = 16;
using Sixteen = float __attribute__((vector_size(16 * sizeof(float))));
using Eight = float __attribute__((vector_size(8 * sizeof(float))));
using Four = float __attribute__((vector_size(4 * sizeof(float))));

template <class Vector>
constexpr std::int64_t kWidth = sizeof(Vector) / sizeof(float);

template <class Vector>
[[gnu::always_inline]] inline Vector load(const float* p) {
    Vector lanes;
    std::memcpy(&lanes, p, sizeof lanes);
    return lanes;
}

/// The first `count` numbers at p, zeros behind them.
template <class Vector>
[[gnu::always_inline]] inline Vector load(const float* p, std::int64_t count) {
    Vector lanes = {};
    std::memcpy(&lanes, p, static_cast<std::size_t>(std::min(count, kWidth<Vector>)) * sizeof(float));
    return lanes;
}

/// slots[r·Outputs + o] += the terms of row r and output o that fall on the lanes from `lane` on.
template <int Rows, int Outputs, class Vector>
[[gnu::always_inline]] inline void addTerms(const float* w, const float* x, std::int64_t n, std::int64_t lane,
                                            Vector* slots) {
    const auto add = [&](auto loadAt, std::int64_t i) __attribute__((always_inline)) {
        Vector ws[Outputs];
#pragma GCC unroll 16
        for (int o = 0; o < Outputs; ++o) ws[o] = loadAt(w + o * n + i);
#pragma GCC unroll 16
        for (int r = 0; r < Rows; ++r) {
            const Vector xs = loadAt(x + r * n + i);
#pragma GCC unroll 16
            for (int o = 0; o < Outputs; ++o) slots[r * Outputs + o] += xs * ws[o];
        }
    };
    std::int64_t i = lane;
    for (; i - lane + kLanes <= n; i += kLanes) {
        add(
            [](const float* p) __attribute__((always_inline)) { return load<Vector>(p); }, i);
    }
    if (i < n) {
        add(
            [&](const float* p) __attribute__((always_inline)) { return load<Vector>(p, n - i); }, i);
    }
}

/// All lanes of a dot product in one register.
struct WholeRegisters {
    using Indices = int __attribute__((vector_size(kLanes * sizeof(int))));

    template <int Distance, int Offset, int... I>
    [[gnu::always_inline]] static Indices pick(std::integer_sequence<int, I...>) {
        // Lane i comes from the first vector where i's Distance bit is clear, else from the second.
        return Indices{((I & ~Distance) + Offset + ((I & Distance) != 0 ? kLanes : 0))...};
    }
    /// Adds neighbours `Distance` apart of two vectors and leaves both results in one.
    template <int Distance>
    [[gnu::always_inline]] static Sixteen merge(const Sixteen& a, const Sixteen& b) {
        constexpr auto kAll = std::make_integer_sequence<int, kLanes>{};
        return __builtin_shuffle(a, b, pick<Distance, 0>(kAll)) +
               __builtin_shuffle(a, b, pick<Distance, Distance>(kAll));
    }
    template <int Rows, int Outputs>
    [[gnu::always_inline]] static void dots(const float* w, const float* x, std::int64_t n, float* sums) {
        static_assert(Rows * Outputs <= 16);
        Sixteen slots[16] = {};
        addTerms<Rows, Outputs>(w, x, n, 0, slots);
        for (int i = 0; i < 8; ++i) slots[i] = merge<1>(slots[2 * i], slots[2 * i + 1]);
        for (int i = 0; i < 4; ++i) slots[i] = merge<2>(slots[2 * i], slots[2 * i + 1]);
        for (int i = 0; i < 2; ++i) slots[i] = merge<4>(slots[2 * i], slots[2 * i + 1]);
        slots[0] = merge<8>(slots[0], slots[1]);
        std::memcpy(sums, &slots[0], Rows * Outputs * sizeof(float));
    }
};

/// The lower eight lanes of all dot products, then the upper ones: twice as many fit registers of eight.
struct HalfRegisters {
    [[gnu::always_inline]] static Eight neighbours(const Eight& a, const Eight& b) {
        using Indices = int __attribute__((vector_size(8 * sizeof(int))));
        // Four lanes at a time: two of a, two of b. Registers of eight cannot cheaply move a lane to the other half.
        return __builtin_shuffle(a, b, Indices{0, 2, 8, 10, 4, 6, 12, 14}) +
               __builtin_shuffle(a, b, Indices{1, 3, 9, 11, 5, 7, 13, 15});
    }
    [[gnu::always_inline]] static Four neighbours(const Four& a, const Four& b) {
        using Indices = int __attribute__((vector_size(4 * sizeof(int))));
        return __builtin_shuffle(a, b, Indices{0, 2, 4, 6}) + __builtin_shuffle(a, b, Indices{1, 3, 5, 7});
    }
    /// Sums of lanes 0–7 and 8–15 of two dot products, of each in turn.
    [[gnu::always_inline]] static Four halfSums(const Eight* low, const Eight* high) {
        const Eight quarters = neighbours(neighbours(low[0], high[0]), neighbours(low[1], high[1]));
        return __builtin_shufflevector(quarters, quarters, 0, 1, 2, 3) +
               __builtin_shufflevector(quarters, quarters, 4, 5, 6, 7);
    }
    template <int Rows, int Outputs>
    [[gnu::always_inline]] static void dots(const float* w, const float* x, std::int64_t n, float* sums) {
        constexpr int kSlots = (Rows * Outputs + 3) / 4 * 4;
        Eight low[kSlots] = {};
        Eight high[kSlots] = {};
        addTerms<Rows, Outputs>(w, x, n, 0, low);
        addTerms<Rows, Outputs>(w, x, n, kWidth<Eight>, high);
        float all[kSlots];
#pragma GCC unroll 4
        for (int s = 0; s < kSlots; s += 4) {
            const Four four = neighbours(halfSums(low + s, high + s), halfSums(low + s + 2, high + s + 2));
            std::memcpy(all + s, &four, sizeof four);
        }
        std::memcpy(sums, all, Rows * Outputs * sizeof(float));
    }
};

/// Rows × Outputs outputs from output `first` on. Each sum is the same whatever Rows and Outputs are.
template <class Registers, int Rows, int Outputs>
[[gnu::always_inline]] inline void block(const Linear& layer, std::int64_t first, const float* x, float* out) {
    float sums[Rows * Outputs];
    Registers::template dots<Rows, Outputs>(layer.weight + first * layer.inputs, x, layer.inputs, sums);
    for (int r = 0; r < Rows; ++r) {
        for (int o = 0; o < Outputs; ++o) {
            out[r * layer.outputs + first + o] =
                sums[r * Outputs + o] + (layer.bias != nullptr ? layer.bias[first + o] : 0.0F);
        }
    }
}

struct Task {
    const Linear& layer;
    const float* x;
    std::int64_t count;
    float* out;
    std::int64_t begin, end;  ///< outputs
};

/// Outputs [first, first + Outputs) of all rows: blocks of RowBlock rows and `Width` outputs, then rows alone.
template <class Registers, int RowBlock, int Width, int Outputs>
[[gnu::always_inline]] inline void columns(const Task& t, std::int64_t first) {
    std::int64_t r = 0;
    for (; r + RowBlock <= t.count; r += RowBlock) {
        for (int o = 0; o < Outputs; o += Width) {
            block<Registers, RowBlock, Width>(t.layer, first + o, t.x + r * t.layer.inputs,
                                              t.out + r * t.layer.outputs);
        }
    }
    for (; r < t.count; ++r) {
        block<Registers, 1, Outputs>(t.layer, first, t.x + r * t.layer.inputs, t.out + r * t.layer.outputs);
    }
}

template <class Registers, int RowBlock, int Width, int Group>
[[gnu::always_inline]] inline void product(const Task& t) {
    std::int64_t o = t.begin;
    for (; o + Group <= t.end; o += Group) columns<Registers, RowBlock, Width, Group>(t, o);
    for (; o < t.end; ++o) columns<Registers, RowBlock, 1, 1>(t, o);
}

void baselineProduct(const Task& task) {
    product<HalfRegisters, 2, 2, 4>(task);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void avx2Product(const Task& task) {
    product<HalfRegisters, 4, 3, 12>(task);
}

__attribute__((target("avx512f,avx512vl,avx2,fma,prefer-vector-width=512"))) void avx512Product(const Task& task) {
    product<WholeRegisters, 4, 4, 16>(task);
}
#endif

using Product = void (*)(const Task&);

Product bestProduct() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return avx512Product;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2Product;
#endif
    return baselineProduct;
}

/// Multiplications worth waking another thread for: some ten microseconds.
constexpr std::int64_t kGrain = 1 << 18;

}  // namespace

void linear(const Linear& layer, const float* x, std::int64_t count, float* out) {
    static const Product best = bestProduct();
    const std::int64_t perOutput = std::max<std::int64_t>(1, layer.inputs * count);
    at::parallel_for(0, layer.outputs, std::max<std::int64_t>(16, kGrain / perOutput),
                     [&](std::int64_t begin, std::int64_t end) {
                         best({layer, x, count, out, begin, end});
                     });
}

}  // namespace detox::rows
