// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/roofline/products.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include <ATen/core/Tensor.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/randn.h>
#include <c10/core/GradMode.h>

#include "core/models/products.h"
#include "tests/bench/support/quantiles.h"

namespace detox::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kSecondsPerProduct = 0.3;
constexpr std::size_t kFewestTries = 5;
constexpr double kSlow = 1;  ///< seconds of a try that is not repeated

double secondsOf(const std::function<void()>& work) {
    const auto start = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - start).count();
}

class Measuring {
public:
    Measuring(const PassShape& shape, Passes passes, c10::ScalarType type)
        : m_shape(shape), m_passes(passes), m_type(type) {}

    void linear(const std::string& name, std::int64_t count, std::int64_t rows, std::int64_t in, std::int64_t out) {
        const at::Tensor x = random({rows, in});
        const at::Tensor w = random({out, in});
        const at::Tensor y = random({rows, out});
        at::Tensor intoX = at::empty_like(x);
        at::Tensor intoW = at::empty_like(w);
        at::Tensor intoY = at::empty_like(y);
        const double flop = 2.0 * static_cast<double>(rows * in * out);
        add({name + " forward", count, count}, flop, [&] { productInto(intoY, x, w.t()); });
        if (m_passes == Passes::Forward) return;
        add({name + " dX", count, 0}, flop, [&] { productInto(intoX, y, w); });
        add({name + " dW", count, 0}, flop, [&] { productInto(intoW, y.t(), x); });
    }

    /// Scores and mixing, and the two products of each one's backward pass.
    void attention() {
        const std::int64_t batch = m_shape.rows * m_shape.heads;
        const std::int64_t length = m_shape.length;
        const std::int64_t size = m_shape.hidden / m_shape.heads;
        const at::Tensor rows = random({batch, length, size});
        const at::Tensor square = random({batch, length, length});
        at::Tensor intoRows = at::empty_like(rows);
        at::Tensor intoSquare = at::empty_like(square);
        const double flop = 2.0 * static_cast<double>(batch * length * length * size);
        const std::int64_t once = m_shape.layers;
        const std::int64_t both = m_passes == Passes::Forward ? once : 2 * once;
        add({"attention to [T,T]", both, once}, flop, [&] { at::bmm_out(intoSquare, rows, rows.transpose(1, 2)); });
        add({"attention to [T,d]", both, once}, flop, [&] { at::bmm_out(intoRows, square, rows); });
        if (m_passes == Passes::Forward) return;
        add({"attention to [T,d], T", both, 0}, flop, [&] { at::bmm_out(intoRows, square.transpose(1, 2), rows); });
    }

    [[nodiscard]] std::vector<Product> take() { return std::move(m_out); }

private:
    [[nodiscard]] at::Tensor random(at::IntArrayRef sizes) const { return at::randn(sizes).to(m_type); }

    void add(Product product, double flop, const std::function<void()>& work) {
        const auto times = timesOf(work);
        product.gigaflop = flop * 1e-9;
        product.fastest = times.front();
        product.median = quantile(times, 0.5);
        m_out.push_back(std::move(product));
    }

    const PassShape m_shape;
    const Passes m_passes;
    const c10::ScalarType m_type;
    std::vector<Product> m_out;
};

}  // namespace

std::vector<double> timesOf(const std::function<void()>& work) {
    const double first = secondsOf(work);
    if (first > kSlow) return {first};
    std::vector<double> times;
    double spent = 0;
    while (spent < kSecondsPerProduct || times.size() < kFewestTries) {
        times.push_back(secondsOf(work));
        spent += times.back();
    }
    std::sort(times.begin(), times.end());
    return times;
}

std::vector<Product> measureProducts(const PassShape& shape, Passes passes, c10::ScalarType type) {
    const c10::NoGradGuard guard;
    const std::int64_t tokens = shape.rows * shape.length;
    Measuring measuring(shape, passes, type);
    measuring.linear("qkv", shape.layers, tokens, shape.hidden, 3 * shape.hidden);
    measuring.linear("attention out", shape.layers, tokens, shape.hidden, shape.hidden);
    measuring.linear("up", shape.layers, tokens, shape.hidden, shape.intermediate);
    measuring.linear("down", shape.layers, tokens, shape.intermediate, shape.hidden);
    measuring.attention();
    if (shape.headPasses > 0) {
        measuring.linear("head", shape.headPasses, shape.headRows, shape.hidden, shape.vocabulary);
    }
    return measuring.take();
}

ProductSum sumOf(const std::vector<Product>& products) {
    ProductSum sum;
    for (const Product& product : products) {
        const auto count = static_cast<double>(product.count);
        sum.fastest += count * product.fastest;
        sum.median += count * product.median;
        sum.forward += static_cast<double>(product.forwards) * product.fastest;
        sum.gigaflop += count * product.gigaflop;
        sum.peak = std::max(sum.peak, product.gigaflop / product.fastest);
    }
    return sum;
}

void print(const std::vector<Product>& products) {
    std::printf("%-24s %6s %9s %12s %12s\n", "product", "count", "GFLOP", "GFLOP/s", "median's");
    for (const Product& product : products) {
        std::printf("%-24s %6lld %9.4f %12.1f %12.1f\n", product.name.c_str(), static_cast<long long>(product.count),
                    product.gigaflop, product.gigaflop / product.fastest, product.gigaflop / product.median);
    }
}

OrderedJson jsonOf(const std::vector<Product>& products) {
    OrderedJson out = OrderedJson::array();
    for (const Product& product : products) {
        out.push_back({{"name", product.name},
                       {"count", product.count},
                       {"gigaflop", product.gigaflop},
                       {"fastestSeconds", product.fastest},
                       {"medianSeconds", product.median}});
    }
    return out;
}

}  // namespace detox::bench
