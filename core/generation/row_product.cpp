// SPDX-License-Identifier: GPL-3.0-or-later
// The product of row_kernels.h, in blocks sized for the processor's registers.
#include <algorithm>
#include <cstring>
#include <utility>

#include <ATen/Parallel.h>

#include "core/generation/row_kernels.h"

namespace detox::rows {
namespace {

constexpr int kLanes = 16;
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

/// Up to 16 dot products at once, each as 16 partial sums.
constexpr int kSlots = 16;
using Slots = Lanes[kSlots];

/// Sums a slot's lanes by a fixed tree: neighbours, then neighbours of those. Two implementations, the same tree.
struct ScalarSums {
    template <int Used>
    [[gnu::always_inline]] static void reduce(Slots& slots, float* sums) {
        for (int s = 0; s < Used; ++s) {
            float lanes[kLanes];
            std::memcpy(lanes, &slots[s], sizeof lanes);
            for (int width = kLanes / 2; width > 0; width /= 2) {
                for (int i = 0; i < width; ++i) lanes[i] = lanes[2 * i] + lanes[2 * i + 1];
            }
            sums[s] = lanes[0];
        }
    }
};

/// All slots together: each level adds neighbours `Distance` apart of two vectors and leaves both results in one.
struct ShuffledSums {
    using Indices = int __attribute__((vector_size(kLanes * sizeof(int))));

    template <int Distance, int Offset, int... I>
    [[gnu::always_inline]] static Indices pick(std::integer_sequence<int, I...>) {
        // Lane i comes from the first vector where i's Distance bit is clear, else from the second.
        return Indices{((I & ~Distance) + Offset + ((I & Distance) != 0 ? kLanes : 0))...};
    }
    template <int Distance>
    [[gnu::always_inline]] static Lanes merge(const Lanes& a, const Lanes& b) {
        constexpr auto kAll = std::make_integer_sequence<int, kLanes>{};
        return __builtin_shuffle(a, b, pick<Distance, 0>(kAll)) +
               __builtin_shuffle(a, b, pick<Distance, Distance>(kAll));
    }
    template <int Used>
    [[gnu::always_inline]] static void reduce(Slots& slots, float* sums) {
        for (int i = 0; i < 8; ++i) slots[i] = merge<1>(slots[2 * i], slots[2 * i + 1]);
        for (int i = 0; i < 4; ++i) slots[i] = merge<2>(slots[2 * i], slots[2 * i + 1]);
        for (int i = 0; i < 2; ++i) slots[i] = merge<4>(slots[2 * i], slots[2 * i + 1]);
        slots[0] = merge<8>(slots[0], slots[1]);
        std::memcpy(sums, &slots[0], Used * sizeof(float));
    }
};

/// The first `count` numbers at p, zeros behind them.
[[gnu::always_inline]] inline Lanes load(const float* p, std::int64_t count) {
    Lanes lanes = {};
    std::memcpy(&lanes, p, static_cast<std::size_t>(std::min<std::int64_t>(count, kLanes)) * sizeof(float));
    return lanes;
}

[[gnu::always_inline]] inline Lanes load(const float* p) {
    Lanes lanes;
    std::memcpy(&lanes, p, sizeof lanes);
    return lanes;
}

/// Rows × Outputs dot products. Each adds its terms in one order and by one tree, whatever Rows and Outputs are.
template <class Sums, int Rows, int Outputs>
[[gnu::always_inline]] inline void dotBlock(const Linear& layer, std::int64_t first, const float* x, float* out) {
    const std::int64_t n = layer.inputs;
    const float* w = layer.weight + first * n;
    Slots slots = {};
    const auto addTerms = [&](auto loadAt, std::int64_t i) __attribute__((always_inline)) {
        Lanes xs[Rows];
        for (int r = 0; r < Rows; ++r) xs[r] = loadAt(x + r * n + i);
        for (int o = 0; o < Outputs; ++o) {
            const Lanes ws = loadAt(w + o * n + i);
            for (int r = 0; r < Rows; ++r) slots[r * Outputs + o] += xs[r] * ws;
        }
    };
    std::int64_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
        addTerms(
            [](const float* p) __attribute__((always_inline)) { return load(p); }, i);
    }
    if (i < n)
        addTerms(
            [&](const float* p) __attribute__((always_inline)) { return load(p, n - i); }, i);
    float sums[kSlots];
    Sums::template reduce<Rows * Outputs>(slots, sums);
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
template <class Sums, int RowBlock, int Width, int Outputs>
[[gnu::always_inline]] inline void columns(const Task& t, std::int64_t first) {
    std::int64_t r = 0;
    for (; r + RowBlock <= t.count; r += RowBlock) {
        for (int o = 0; o < Outputs; o += Width) {
            dotBlock<Sums, RowBlock, Width>(t.layer, first + o, t.x + r * t.layer.inputs, t.out + r * t.layer.outputs);
        }
    }
    for (; r < t.count; ++r) {
        dotBlock<Sums, 1, Outputs>(t.layer, first, t.x + r * t.layer.inputs, t.out + r * t.layer.outputs);
    }
}

template <class Sums, int RowBlock, int Width, int Group>
[[gnu::always_inline]] inline void product(const Task& t) {
    std::int64_t o = t.begin;
    for (; o + Group <= t.end; o += Group) columns<Sums, RowBlock, Width, Group>(t, o);
    for (; o < t.end; ++o) columns<Sums, RowBlock, 1, 1>(t, o);
}

void baselineProduct(const Task& task) {
    product<ScalarSums, 2, 2, 4>(task);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void avx2Product(const Task& task) {
    product<ScalarSums, 2, 2, 4>(task);
}

__attribute__((target("avx512f,avx512vl,avx2,fma,prefer-vector-width=512"))) void avx512Product(const Task& task) {
    product<ShuffledSums, 4, 4, 16>(task);
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
