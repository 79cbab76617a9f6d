// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/positions.h"

#include <bit>
#include <cmath>

#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

namespace detox {

void RotaryTable::moveTo(at::Device device) const {
    if (!defined()) return;
    const c10::NoGradGuard noGrad;
    for (const at::Tensor& table : {cosine, sine}) table.set_data(table.to(device));
}

RotaryTable makeRotaryTable(const std::vector<double>& frequencies, std::int64_t positions) {
    if (frequencies.empty()) return {};
    const std::int64_t pairs = std::ssize(frequencies);
    RotaryTable table{at::empty({positions, pairs}, at::kFloat), at::empty({positions, pairs}, at::kFloat)};
    float* cosine = table.cosine.data_ptr<float>();
    float* sine = table.sine.data_ptr<float>();
    for (std::int64_t position = 0; position < positions; ++position) {
        for (const double frequency : frequencies) {
            const double angle = static_cast<double>(position) * frequency;
            *cosine++ = static_cast<float>(std::cos(angle));
            *sine++ = static_cast<float>(std::sin(angle));
        }
    }
    return table;
}

RotaryTable rowsOf(const RotaryTable& table, const at::Tensor& positions) {
    if (!table.defined()) return {};
    return {table.cosine.index_select(0, positions), table.sine.index_select(0, positions)};
}

at::Tensor rotated(const at::Tensor& x, const RotaryTable& rows, PositionKind kind) {
    const std::int64_t pairs = rows.cosine.size(-1);
    const std::int64_t size = x.size(-1);
    const at::Tensor heads = x.view({rows.cosine.size(0), -1, x.size(-2), size});
    const bool halves = kind == PositionKind::RotaryHalves;
    const at::Tensor turning = heads.narrow(-1, 0, 2 * pairs);
    const at::Tensor split = halves ? turning.unflatten(-1, {2, pairs}).transpose(-1, -2)
                                    : turning.unflatten(-1, {pairs, 2});  // [B, n, T, pairs, 2]
    const at::Tensor first = split.select(-1, 0);
    const at::Tensor second = split.select(-1, 1);
    const at::Tensor turned = at::stack({first.mul(rows.cosine).sub(second.mul(rows.sine)),
                                         second.mul(rows.cosine).add(first.mul(rows.sine))},
                                        halves ? -2 : -1)
                                  .flatten(-2);
    if (2 * pairs == size) return turned.view(x.sizes());
    return at::cat({turned, heads.narrow(-1, 2 * pairs, size - 2 * pairs)}, -1).view(x.sizes());
}

at::Tensor alibiSlopes(std::int64_t heads) {
    const auto whole = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(heads)));
    const auto slope = [](double step, double of) { return static_cast<float>(std::exp2(-8.0 * step / of)); };
    std::vector<float> slopes;
    for (std::int64_t i = 1; i <= whole; ++i) {
        slopes.push_back(slope(static_cast<double>(i), static_cast<double>(whole)));
    }
    for (std::int64_t i = 1; std::ssize(slopes) < heads; i += 2) {
        slopes.push_back(slope(static_cast<double>(i), static_cast<double>(2 * whole)));
    }
    return at::tensor(slopes);
}

at::Tensor alibiBias(const at::Tensor& slopes, std::int64_t length) {
    const at::Tensor index = at::arange(length, slopes.options());
    return index.unsqueeze(0).sub(index.unsqueeze(1)).mul(slopes.view({1, -1, 1, 1}));
}

}  // namespace detox
