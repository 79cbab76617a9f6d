// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/roofline/bandwidth.h"

#include <atomic>
#include <cstdint>

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/add.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/randn.h>

#include "tests/bench/roofline/products.h"

namespace detox::bench {
namespace {

constexpr std::int64_t kStreamed = 16 << 20;  ///< floats per array: 64 MB, beyond any cache
constexpr std::int64_t kGrain = 1 << 16;

/// Whole numbers: their sum may be taken in any order, so that it is vectorised. Four streams, as one does not keep
/// enough reads on their way.
__attribute__((target_clones("default", "arch=haswell", "arch=skylake-avx512"), optimize("O3"))) std::uint32_t sumOf(
    const std::uint32_t* words, std::int64_t count) {
    const std::int64_t quarter = count / 4;
    std::uint32_t sum = 0;
    for (std::int64_t i = 0; i < quarter; ++i) {
        sum += words[i] + words[quarter + i] + words[2 * quarter + i] + words[3 * quarter + i];
    }
    return sum;
}

double measureRead(std::size_t bytes) {
    const at::Tensor array = at::randn({static_cast<std::int64_t>(bytes / sizeof(float))});
    const auto* words = static_cast<const std::uint32_t*>(array.data_ptr());
    std::atomic<std::uint32_t> sum = 0;  // keeps the reads
    const auto times = timesOf([&] {
        at::parallel_for(0, array.numel(), kGrain,
                         [&](std::int64_t begin, std::int64_t end) { sum += sumOf(words + begin, end - begin); });
    });
    return static_cast<double>(bytes) / times.front();
}

double measureScaledAdd(double scale) {
    const at::Tensor b = at::randn({kStreamed});
    const at::Tensor c = at::randn({kStreamed});
    at::Tensor a = at::empty({kStreamed});
    const auto times = timesOf([&] { at::add_out(a, b, c, scale); });
    return 3.0 * sizeof(float) * static_cast<double>(kStreamed) / times.front();
}

}  // namespace

Bandwidth measureBandwidth(std::size_t bytes) {
    return {.read = measureRead(bytes), .add = measureScaledAdd(1), .triad = measureScaledAdd(0.5)};
}

double measureAdd() {
    return measureScaledAdd(1);
}

OrderedJson jsonOf(const Bandwidth& bandwidth) {
    return {{"read", bandwidth.read}, {"add", bandwidth.add}, {"triad", bandwidth.triad}};
}

}  // namespace detox::bench
