// SPDX-License-Identifier: GPL-3.0-or-later
// The product of row_kernels.h, in tiles sized for the processor's registers and caches. A dot product is cut into
// stretches of about equal length; a stretch is eight partial sums, lane i adding every eighth term from the i-th on,
// and a fixed tree over them; stretches are added in order, the bias last. Which tile an output falls into changes none
// of this, so a row's result does not depend on the rows beside it.
#include <algorithm>
#include <cstring>
#include <vector>

#include <ATen/Parallel.h>

#include "core/generation/row_kernels.h"
#include "core/generation/vector_math.h"

namespace detox::rows {
namespace {

using Sixteen = float __attribute__((vector_size(16 * sizeof(float))));
using Four = float __attribute__((vector_size(4 * sizeof(float))));

/// Terms of a stretch at most: six rows of it stay in a first-level cache of 32 KiB while weights stream past.
constexpr std::int64_t kStretch = 768;
/// Outputs whose weights stay in a second-level cache while all rows pass; a multiple of every tile's outputs.
constexpr std::int64_t kGroup = 48;
/// Terms of one turn of a tile's loop: the floats of a cache line.
constexpr std::int64_t kTurn = 16;

/// A register holds the lanes of one output.
struct OneOutput {
    using Vector = Eight;
    static constexpr int kOutputs = 1;

    template <class Weight, class Load>
    [[gnu::always_inline]] static Eight weights(const Weight* w, std::int64_t /*stride*/, Load loadAt) {
        return loadAt(w);
    }
    [[gnu::always_inline]] static Eight row(const float* x) { return load(x); }
    [[gnu::always_inline]] static void split(const Eight& slot, Eight* outputs) { outputs[0] = slot; }
};

#if defined(__x86_64__)
/// The same; a row's numbers are read once for all outputs of a tile, not folded into each multiplication as a compiler
/// likes to, for which the load units are too few.
struct OneOutputPinned : OneOutput {
    [[gnu::always_inline]] static Eight row(const float* x) {
        Eight lanes = load(x);
        asm("" : "+x"(lanes));
        return lanes;
    }
};

/// A register holds the lanes of two neighbouring outputs.
struct TwoOutputs {
    using Vector = Sixteen;
    static constexpr int kOutputs = 2;

    [[gnu::always_inline]] static Sixteen join(const Eight& a, const Eight& b) {
        return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    }
    template <class Weight, class Load>
    [[gnu::always_inline]] static Sixteen weights(const Weight* w, std::int64_t stride, Load loadAt) {
        return join(loadAt(w), loadAt(w + stride));
    }
    [[gnu::always_inline]] static Sixteen row(const float* x) {
        const Eight lanes = load(x);
        return join(lanes, lanes);
    }
    [[gnu::always_inline]] static void split(const Sixteen& slot, Eight* outputs) {
        outputs[0] = __builtin_shufflevector(slot, slot, 0, 1, 2, 3, 4, 5, 6, 7);
        outputs[1] = __builtin_shufflevector(slot, slot, 8, 9, 10, 11, 12, 13, 14, 15);
    }
};
#endif

[[gnu::always_inline]] inline Eight neighbours(const Eight& a, const Eight& b) {
    using Indices = int __attribute__((vector_size(8 * sizeof(int))));
    // Four lanes at a time: two of a, two of b. Registers of eight cannot cheaply move a lane to the other half.
    return __builtin_shuffle(a, b, Indices{0, 2, 8, 10, 4, 6, 12, 14}) +
           __builtin_shuffle(a, b, Indices{1, 3, 9, 11, 5, 7, 13, 15});
}

/// The sums over the lanes of four dot products.
[[gnu::always_inline]] inline Four laneSums(const Eight* dots) {
    const Eight halves = neighbours(neighbours(dots[0], dots[1]), neighbours(dots[2], dots[3]));
    return __builtin_shufflevector(halves, halves, 0, 1, 2, 3) + __builtin_shufflevector(halves, halves, 4, 5, 6, 7);
}

/// Where a stretch of the weights of a tile's first output is, and what to fetch for later.
template <class Weight>
struct WeightStretch {
    const Weight* at;
    std::int64_t stride;     ///< weights from an output to the next
    std::int64_t length;     ///< terms
    const Weight* ahead;     ///< fetched in this tile's time, of as many outputs
    std::int64_t aheadStep;  ///< by which `ahead` moves each turn
};

/// sums[r·Outputs + o] = the terms of one stretch, for Rows packed rows.
template <class Registers, int Rows, int Outputs, class Weight>
[[gnu::always_inline]] inline void tile(const WeightStretch<Weight>& w, const float* x, float* sums) {
    constexpr int kVectors = Outputs / Registers::kOutputs;
    typename Registers::Vector slots[Rows * kVectors] = {};
    const auto add = [&](const Weight* weights, const float* rows, auto loadAt) __attribute__((always_inline)) {
        typename Registers::Vector ws[kVectors];
#pragma GCC unroll 16
        for (int v = 0; v < kVectors; ++v) {
            ws[v] = Registers::weights(weights + v * Registers::kOutputs * w.stride, w.stride, loadAt);
        }
#pragma GCC unroll 16
        for (int r = 0; r < Rows; ++r) {
            const typename Registers::Vector row = Registers::row(rows + r * kLanes);
#pragma GCC unroll 16
            for (int v = 0; v < kVectors; ++v) slots[r * kVectors + v] += row * ws[v];
        }
    };
    const auto whole = [](const Weight* p) __attribute__((always_inline)) {
        return load(p);
    };
    const Weight* at = w.at;
    const Weight* ahead = w.ahead;
    const Weight* const end = at + w.length;
    for (const Weight* const lastTurn = at + w.length / kTurn * kTurn; at < lastTurn; at += kTurn) {
        add(at, x, whole);
        add(at + kLanes, x + Rows * kLanes, whole);
        x += Rows * kTurn;
#pragma GCC unroll 16
        for (int o = 0; o < Outputs; ++o) __builtin_prefetch(ahead + o * w.stride, 0, 2);
        ahead += w.aheadStep;
    }
    if (at + kLanes <= end) {
        add(at, x, whole);
        at += kLanes;
        x += Rows * kLanes;
    }
    if (at < end) {
        const std::int64_t rest = end - at;
        add(
            at, x, [rest](const Weight* p) __attribute__((always_inline)) { return load(p, rest); });
    }
    constexpr int kDots = (Rows * Outputs + 3) / 4 * 4;
    Eight dots[kDots] = {};
#pragma GCC unroll 64
    for (int s = 0; s < Rows * kVectors; ++s) Registers::split(slots[s], dots + s * Registers::kOutputs);
    float all[kDots];
#pragma GCC unroll 16
    for (int d = 0; d < kDots; d += 4) {
        const Four four = laneSums(dots + d);
        std::memcpy(all + d, &four, sizeof four);
    }
    std::memcpy(sums, all, Rows * Outputs * sizeof(float));
}

/// What one thread computes: the outputs [begin, end) of all rows.
template <class Weight>
struct Task {
    const Linear<Weight>& layer;
    const float* x;  ///< packed
    std::int64_t count;
    float* out;
    std::int64_t begin, end;
};

std::int64_t packedInputs(std::int64_t inputs) {
    return (inputs + kLanes - 1) / kLanes * kLanes;
}

std::int64_t stretchOf(std::int64_t inputs) {
    const std::int64_t stretches = std::max<std::int64_t>(1, (inputs + kStretch - 1) / kStretch);
    return std::max(kTurn, (inputs / stretches + kTurn - 1) / kTurn * kTurn);
}

/// The rows in blocks of `most` at most, as equal as can be.
struct RowBlocks {
    std::int64_t rows, most;

    [[nodiscard]] std::int64_t count() const { return (rows + most - 1) / most; }
    [[nodiscard]] std::int64_t first(std::int64_t block) const { return rows * block / count(); }
    [[nodiscard]] std::int64_t size(std::int64_t block) const { return first(block + 1) - first(block); }
};

/// A block of rows, a stretch of the terms, a group of outputs.
struct Piece {
    std::int64_t row;
    std::int64_t term, length;
    std::int64_t output, lastOutput;
    std::int64_t block, blocks;  ///< which of the row blocks: each fetches its share of the next group
};

/// Outputs from piece.output on, Outputs at a time; where it stopped.
template <class Registers, int Rows, int Outputs, class Weight>
[[gnu::always_inline]] inline std::int64_t strip(const Task<Weight>& t, const Piece& piece) {
    const std::int64_t stride = t.layer.inputs;
    const float* x = t.x + piece.row * packedInputs(stride) + piece.term * Rows;
    const std::int64_t aheadStep = piece.blocks == 1 ? kTurn : kTurn / piece.blocks;
    const std::int64_t share = piece.length * piece.block / piece.blocks;
    std::int64_t o = piece.output;
    for (; o + Outputs <= piece.lastOutput; o += Outputs) {
        const std::int64_t next = std::min(o + kGroup, t.layer.outputs - Outputs);
        const WeightStretch<Weight> weights{.at = t.layer.weight + o * stride + piece.term,
                                            .stride = stride,
                                            .length = piece.length,
                                            .ahead = t.layer.weight + next * stride + piece.term + share,
                                            .aheadStep = aheadStep};
        float sums[Rows * Outputs];
        tile<Registers, Rows, Outputs>(weights, x, sums);
        float* out = t.out + piece.row * t.layer.outputs + o;
        for (int r = 0; r < Rows; ++r, out += t.layer.outputs) {
            if (piece.term == 0) {
                std::memcpy(out, sums + r * Outputs, Outputs * sizeof(float));
            } else {
                for (int k = 0; k < Outputs; ++k) out[k] += sums[r * Outputs + k];
            }
        }
    }
    return o;
}

template <class Tiles, int Rows, class Weight>
[[gnu::always_inline]] inline void strips(const Task<Weight>& t, Piece piece) {
    piece.output = strip<typename Tiles::Registers, Rows, Tiles::outputs(Rows)>(t, piece);
    strip<typename Tiles::Single, Rows, 1>(t, piece);
}

template <class Tiles, class Weight>
[[gnu::always_inline]] inline void rowBlock(const Task<Weight>& t, const Piece& piece, std::int64_t rows) {
    switch (rows) {
        case 1:
            return strips<Tiles, 1>(t, piece);
        case 2:
            return strips<Tiles, 2>(t, piece);
    }
    if constexpr (Tiles::kRows > 2) {
        switch (rows) {
            case 3:
                return strips<Tiles, 3>(t, piece);
            case 4:
                return strips<Tiles, 4>(t, piece);
            case 5:
                return strips<Tiles, 5>(t, piece);
            case 6:
                return strips<Tiles, 6>(t, piece);
        }
    }
}

template <class Tiles, class Weight>
[[gnu::always_inline]] inline void product(const Task<Weight>& t) {
    const Linear<Weight>& layer = t.layer;
    const RowBlocks blocks{t.count, Tiles::kRows};
    const std::int64_t stretch = stretchOf(layer.inputs);
    for (std::int64_t o = t.begin; o < t.end; o += kGroup) {
        const std::int64_t last = std::min(t.end, o + kGroup);
        for (std::int64_t i = 0; i < layer.inputs; i += stretch) {
            for (std::int64_t b = 0; b < blocks.count(); ++b) {
                rowBlock<Tiles>(t,
                                {blocks.first(b), i, std::min(stretch, layer.inputs - i), o, last, b, blocks.count()},
                                blocks.size(b));
            }
        }
        if (layer.bias == nullptr) continue;
        for (std::int64_t r = 0; r < t.count; ++r) {
            for (std::int64_t k = o; k < last; ++k) t.out[r * layer.outputs + k] += layer.bias[k];
        }
    }
}

/// How many rows and outputs fill the registers of a processor.
struct BaselineTiles {
    using Registers = OneOutput;
    using Single = OneOutput;
    static constexpr int kRows = 2;
    static constexpr int outputs(int rows) { return rows == 1 ? 4 : 2; }
};
template <class Weight>
void baselineProduct(const Task<Weight>& task) {
    product<BaselineTiles>(task);
}

#if defined(__x86_64__)
struct Avx2Tiles {
    using Registers = OneOutputPinned;
    using Single = OneOutput;
    static constexpr int kRows = 6;
    static constexpr int outputs(int rows) { return rows == 1 ? 8 : std::max(2, 12 / rows); }
};
template <class Weight>
__attribute__((target("avx2,fma"))) void avx2Product(const Task<Weight>& task) {
    product<Avx2Tiles>(task);
}

struct Avx512Tiles {
    using Registers = TwoOutputs;
    using Single = OneOutput;
    static constexpr int kRows = 6;
    static constexpr int outputs(int rows) { return rows <= 2 ? 16 : 8; }
};
template <class Weight>
__attribute__((target("avx512f,avx512vl,avx512dq,avx2,fma,prefer-vector-width=512"))) void avx512Product(
    const Task<Weight>& task) {
    product<Avx512Tiles>(task);
}
#endif

template <class Weight>
struct Product {
    void (*run)(const Task<Weight>&);
    int rowsOfBlock;
};

template <class Weight>
Product<Weight> bestProduct() {
#if defined(__x86_64__)
    const bool fused = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (fused && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq")) {
        return {avx512Product<Weight>, Avx512Tiles::kRows};
    }
    if (fused) return {avx2Product<Weight>, Avx2Tiles::kRows};
#endif
    return {baselineProduct<Weight>, BaselineTiles::kRows};
}

/// Multiplications worth waking another thread for: some ten microseconds.
constexpr std::int64_t kGrain = 1 << 18;

/// One block of rows as [term / kLanes, rows, kLanes], zeros behind the last term.
void packBlock(const float* x, std::int64_t rows, std::int64_t inputs, float* packed) {
    for (std::int64_t r = 0; r < rows; ++r) {
        const float* row = x + r * inputs;
        float* to = packed + r * kLanes;
        std::int64_t i = 0;
        for (; i + kLanes <= inputs; i += kLanes) std::memcpy(to + i * rows, row + i, kLanes * sizeof(float));
        if (i == inputs) continue;
        const Eight rest = load(row + i, inputs - i);
        std::memcpy(to + i * rows, &rest, sizeof rest);
    }
}

void pack(const float* x, const RowBlocks& blocks, std::int64_t inputs, float* packed) {
    const std::int64_t grain = std::max<std::int64_t>(1, kGrain / (blocks.most * std::max<std::int64_t>(1, inputs)));
    at::parallel_for(0, blocks.count(), grain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t b = begin; b < end; ++b) {
            const std::int64_t row = blocks.first(b);
            packBlock(x + row * inputs, blocks.size(b), inputs, packed + row * packedInputs(inputs));
        }
    });
}

template <class Weight>
void multiply(const Linear<Weight>& layer, const float* x, std::int64_t count, float* out) {
    static const Product<Weight> best = bestProduct<Weight>();
    static thread_local std::vector<float> packed;  // kept: a fresh one would cost page faults at every call
    packed.resize(std::max(packed.size(), static_cast<std::size_t>(count * packedInputs(layer.inputs))));
    pack(x, {count, best.rowsOfBlock}, layer.inputs, packed.data());
    const float* rows = packed.data();
    const std::int64_t perOutput = std::max<std::int64_t>(1, layer.inputs * count);
    at::parallel_for(0, layer.outputs, std::max<std::int64_t>(16, kGrain / perOutput),
                     [&](std::int64_t begin, std::int64_t end) {
                         best.run({layer, rows, count, out, begin, end});
                     });
}

}  // namespace

void linear(const Linear<float>& layer, const float* x, std::int64_t count, float* out) {
    multiply(layer, x, count, out);
}

void linear(const Linear<c10::BFloat16>& layer, const float* x, std::int64_t count, float* out) {
    multiply(layer, x, count, out);
}

}  // namespace detox::rows
