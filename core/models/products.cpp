// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/products.h"

#include <algorithm>
#include <cstdint>

#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <c10/core/GradMode.h>

namespace detox {
namespace {

constexpr double kWorthDividing = 1 << 20;  ///< multiplications: some tens of microseconds
constexpr std::int64_t kAligned = 16;       ///< parts begin at multiples of this

/// Consecutive parts of a product's longer side.
struct Part {
    std::int64_t dimension, begin, count;

    [[nodiscard]] at::Tensor of(const at::Tensor& matrix) const { return matrix.narrow(dimension, begin, count); }
};

template <class F>
void inParts(const at::Tensor& into, std::int64_t depth, F&& work) {
    const std::int64_t dimension = into.size(0) > into.size(1) ? 0 : 1;
    const std::int64_t length = into.size(dimension);
    const double multiplications = static_cast<double>(into.numel()) * static_cast<double>(depth);
    const std::int64_t parts = multiplications < kWorthDividing || at::in_parallel_region() ? 1 : at::get_num_threads();
    const std::int64_t step = ((length + parts - 1) / parts + kAligned - 1) / kAligned * kAligned;
    at::parallel_for(0, parts, 1, [&](std::int64_t first, std::int64_t last) {
        const at::AutoDispatchBelowADInplaceOrView noGradient;
        for (std::int64_t p = first; p < last; ++p) {
            const std::int64_t begin = std::min(p * step, length);
            const std::int64_t count = std::min(step, length - begin);
            if (count > 0) work(Part{dimension, begin, count});
        }
    });
}

at::Tensor rowsOf(const Part& part, const at::Tensor& a) {
    return part.dimension == 0 ? part.of(a) : a;
}

at::Tensor columnsOf(const Part& part, const at::Tensor& b) {
    return part.dimension == 1 ? part.of(b) : b;
}

}  // namespace

at::Tensor product(const at::Tensor& a, const at::Tensor& b) {
    const at::Tensor out = at::empty({a.size(0), b.size(1)}, a.options());
    productInto(out, a, b);
    return out;
}

void productInto(const at::Tensor& into, const at::Tensor& a, const at::Tensor& b) {
    const c10::NoGradGuard noGradient;
    inParts(into, a.size(1), [&](const Part& part) {
        at::Tensor out = part.of(into);
        at::mm_out(out, rowsOf(part, a), columnsOf(part, b));
    });
}

void addProduct(const at::Tensor& into, const at::Tensor& a, const at::Tensor& b) {
    const c10::NoGradGuard noGradient;
    inParts(into, a.size(1), [&](const Part& part) { part.of(into).addmm_(rowsOf(part, a), columnsOf(part, b)); });
}

at::Tensor linearProduct(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
    const c10::NoGradGuard noGradient;
    if (!x.is_cpu()) return at::linear(x, weight, bias);
    const at::Tensor rows = x.reshape({-1, x.size(-1)});
    const at::Tensor transposed = weight.t();
    at::Tensor out = at::empty({rows.size(0), weight.size(0)}, x.options());
    inParts(out, rows.size(1), [&](const Part& part) {
        at::Tensor into = part.of(out);
        if (!bias.defined()) {
            at::mm_out(into, rowsOf(part, rows), columnsOf(part, transposed));
        } else {
            at::addmm_out(into, part.dimension == 1 ? bias.narrow(0, part.begin, part.count) : bias, rowsOf(part, rows),
                          columnsOf(part, transposed));
        }
    });
    auto sizes = x.sizes().vec();
    sizes.back() = weight.size(0);
    return out.view(sizes);
}

}  // namespace detox
