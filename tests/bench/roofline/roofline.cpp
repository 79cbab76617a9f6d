// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/roofline/roofline.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include <ATen/core/Tensor.h>
#include <ATen/ops/add.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn.h>
#include <c10/core/GradMode.h>

#include "tests/bench/support/quantiles.h"

namespace detox::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kSecondsPerProduct = 0.3;
constexpr std::size_t kFewestTries = 5;
constexpr std::int64_t kHeadSlice = 256;      ///< positions; as core/training/linear_cross_entropy.cpp
constexpr std::int64_t kStreamed = 16 << 20;  ///< floats per array: 64 MB, beyond any cache

/// Seconds of each try, in order of length; the first one is not counted.
std::vector<double> timesOf(const std::function<void()>& work) {
    work();
    std::vector<double> times;
    double spent = 0;
    while (spent < kSecondsPerProduct || times.size() < kFewestTries) {
        const auto start = Clock::now();
        work();
        times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
        spent += times.back();
    }
    std::sort(times.begin(), times.end());
    return times;
}

class Measuring {
public:
    explicit Measuring(const StepShape& shape) : m_shape(shape) {}

    /// y = x·wᵀ with x [rows, in], w [out, in]; its backward gives dx = dy·w and dw = dyᵀ·x.
    void linear(const std::string& name, std::int64_t count, std::int64_t rows, std::int64_t in, std::int64_t out) {
        const at::Tensor x = at::randn({rows, in});
        const at::Tensor w = at::randn({out, in});
        const at::Tensor y = at::randn({rows, out});
        at::Tensor intoX = at::empty({rows, in});
        at::Tensor intoW = at::empty({out, in});
        at::Tensor intoY = at::empty({rows, out});
        const double flop = 2.0 * static_cast<double>(rows * in * out);
        add(name + " forward", count, flop, [&] { at::mm_out(intoY, x, w.t()); });
        add(name + " dX", count, flop, [&] { at::mm_out(intoX, y, w); });
        add(name + " dW", count, flop, [&] { at::mm_out(intoW, y.t(), x); });
    }

    /// Scores and mixing, and the two products of each one's backward pass.
    void attention() {
        const std::int64_t batch = m_shape.batchSize * m_shape.heads;
        const std::int64_t length = m_shape.rowTokens;
        const std::int64_t size = m_shape.hidden / m_shape.heads;
        const at::Tensor rows = at::randn({batch, length, size});
        const at::Tensor square = at::randn({batch, length, length});
        at::Tensor intoRows = at::empty({batch, length, size});
        at::Tensor intoSquare = at::empty({batch, length, length});
        const double flop = 2.0 * static_cast<double>(batch * length * length * size);
        add("attention to [T,T]", 2 * m_shape.layers, flop,
            [&] { at::bmm_out(intoSquare, rows, rows.transpose(1, 2)); });
        add("attention to [T,d]", 2 * m_shape.layers, flop, [&] { at::bmm_out(intoRows, square, rows); });
        add("attention to [T,d], T", 2 * m_shape.layers, flop,
            [&] { at::bmm_out(intoRows, square.transpose(1, 2), rows); });
    }

    [[nodiscard]] Roofline take() { return std::move(m_out); }

private:
    void add(const std::string& name, std::int64_t count, double flop, const std::function<void()>& work) {
        const auto times = timesOf(work);
        const auto often = static_cast<double>(count);
        m_out.products.push_back({.name = name,
                                  .count = count,
                                  .gigaflop = flop * 1e-9,
                                  .fastest = times.front(),
                                  .median = quantile(times, 0.5)});
        m_out.productsFastest += often * times.front();
        m_out.productsMedian += often * quantile(times, 0.5);
        m_out.gigaflop += often * flop * 1e-9;
        m_out.peak = std::max(m_out.peak, flop * 1e-9 / times.front());
    }

    const StepShape m_shape;
    Roofline m_out;
};

/// a = b + c over arrays that no cache holds: two reads and a write (McCalpin's STREAM, "Add").
double measureBandwidth() {
    const at::Tensor b = at::randn({kStreamed});
    const at::Tensor c = at::randn({kStreamed});
    at::Tensor a = at::empty({kStreamed});
    const auto times = timesOf([&] { at::add_out(a, b, c); });
    return 3.0 * sizeof(float) * static_cast<double>(kStreamed) / times.front();
}

double parametersOf(const StepShape& shape) {
    const std::int64_t perLayer = 12 * shape.hidden * shape.hidden + 13 * shape.hidden;
    return static_cast<double>((shape.vocabulary + shape.rowTokens) * shape.hidden + shape.layers * perLayer +
                               2 * shape.hidden);
}

}  // namespace

Roofline measureRoofline(const StepShape& shape) {
    const c10::NoGradGuard guard;
    const std::int64_t hidden = shape.hidden;
    Measuring measuring(shape);
    measuring.linear("qkv", shape.layers, shape.tokens(), hidden, 3 * hidden);
    measuring.linear("attention out", shape.layers, shape.tokens(), hidden, hidden);
    measuring.linear("up", shape.layers, shape.tokens(), hidden, 4 * hidden);
    measuring.linear("down", shape.layers, shape.tokens(), 4 * hidden, hidden);
    measuring.attention();
    const std::int64_t slice = std::min(kHeadSlice, shape.tokens());
    measuring.linear("head", (shape.tokens() + slice - 1) / slice, slice, hidden, shape.vocabulary);
    Roofline out = measuring.take();
    out.optimiserBytes = 7.0 * sizeof(float) * parametersOf(shape);
    out.bandwidth = measureBandwidth();
    return out;
}

OrderedJson jsonOf(const StepShape& shape) {
    return {{"vocabulary", shape.vocabulary}, {"hidden", shape.hidden},       {"layers", shape.layers},
            {"heads", shape.heads},           {"rowTokens", shape.rowTokens}, {"batchSize", shape.batchSize}};
}

OrderedJson jsonOf(const Roofline& roofline) {
    OrderedJson products = OrderedJson::array();
    for (const Product& product : roofline.products) {
        products.push_back({{"name", product.name},
                            {"count", product.count},
                            {"gigaflop", product.gigaflop},
                            {"fastestSeconds", product.fastest},
                            {"medianSeconds", product.median}});
    }
    return {{"productsFastestSeconds", roofline.productsFastest},
            {"productsMedianSeconds", roofline.productsMedian},
            {"gigaflop", roofline.gigaflop},
            {"peakGigaflops", roofline.peak},
            {"optimiserBytes", roofline.optimiserBytes},
            {"bandwidth", roofline.bandwidth},
            {"optimiserSeconds", roofline.optimiserSeconds()},
            {"products", products}};
}

}  // namespace detox::bench
