// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/token_batch.h"

#include <algorithm>

#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

namespace detox {

TokenBatch movedTo(const TokenBatch& batch, at::Device device) {
    const auto moved = [device](const at::Tensor& tensor) { return tensor.defined() ? tensor.to(device) : tensor; };
    return {.ids = moved(batch.ids), .mask = moved(batch.mask), .positions = moved(batch.positions)};
}

TokenBatch padRows(const std::vector<std::vector<std::int32_t>>& rows, std::int64_t pad, PaddingSide side) {
    std::size_t longest = 0;
    std::size_t shortest = rows.front().size();
    for (const auto& row : rows) {
        longest = std::max(longest, row.size());
        shortest = std::min(shortest, row.size());
    }
    const std::int64_t count = static_cast<std::int64_t>(rows.size());
    const std::int64_t length = static_cast<std::int64_t>(longest);
    TokenBatch batch{.ids = at::full({count, length}, pad, at::kLong),
                     .mask = at::zeros({count, length}, at::kLong),
                     .positions = at::ones({count, length}, at::kLong)};
    for (std::int64_t r = 0; r < count; ++r) {
        const auto& row = rows[static_cast<std::size_t>(r)];
        const std::int64_t first = side == PaddingSide::Left ? length - static_cast<std::int64_t>(row.size()) : 0;
        std::int64_t* ids = batch.ids.data_ptr<std::int64_t>() + r * length + first;
        std::int64_t* mask = batch.mask.data_ptr<std::int64_t>() + r * length + first;
        std::int64_t* positions = batch.positions.data_ptr<std::int64_t>() + r * length + first;
        for (std::size_t i = 0; i < row.size(); ++i) {
            ids[i] = row[i];
            mask[i] = 1;
            positions[i] = static_cast<std::int64_t>(i);
        }
    }
    if (shortest == longest) batch.mask.reset();
    return batch;
}

}  // namespace detox
