// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/packed_tokens.h"

#include <algorithm>

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>

namespace detox {
namespace {

std::int64_t longestRow(const std::vector<std::int64_t>& starts) {
    std::int64_t longest = 0;
    for (std::size_t r = 1; r < starts.size(); ++r) longest = std::max(longest, starts[r] - starts[r - 1]);
    return longest;
}

std::vector<std::int64_t> evenStarts(std::int64_t rows, std::int64_t length) {
    std::vector<std::int64_t> starts;
    for (std::int64_t r = 0; r <= rows; ++r) starts.push_back(r * length);
    return starts;
}

std::vector<std::int64_t> maskedStarts(const at::Tensor& shown) {
    const at::Tensor counts = shown.sum(1).cpu();  // [B] int64
    std::vector<std::int64_t> starts{0};
    for (std::int64_t r = 0; r < counts.numel(); ++r) {
        starts.push_back(starts.back() + counts.data_ptr<std::int64_t>()[r]);
    }
    return starts;
}

at::Tensor positionsOf(const TokenBatch& batch, const at::Tensor& shown, FirstPosition first) {
    if (batch.positions.defined()) return batch.positions;
    if (shown.defined() && first == FirstPosition::Token) return shown.cumsum(1).sub_(1);
    return at::arange(batch.ids.size(1), batch.ids.options()).expand(batch.ids.sizes());
}

}  // namespace

std::int64_t PackedTokens::longest() const {
    return longestRow(starts);
}

PackedTokens packTokens(const TokenBatch& batch, FirstPosition first) {
    const at::Tensor shown = batch.mask.defined() ? batch.mask.ne(0) : at::Tensor();
    const at::Tensor positions = positionsOf(batch, shown, first);
    if (!shown.defined()) {
        return {.ids = batch.ids.reshape({-1}),
                .positions = positions.reshape({-1}),
                .starts = evenStarts(batch.ids.size(0), batch.ids.size(1))};
    }
    return {.ids = batch.ids.masked_select(shown),
            .positions = positions.masked_select(shown),
            .starts = maskedStarts(shown)};
}

PackedTokens packRows(const std::vector<std::vector<std::int32_t>>& rows) {
    PackedTokens packed{.ids = {}, .positions = {}, .starts = {0}};
    for (const auto& row : rows) packed.starts.push_back(packed.starts.back() + std::ssize(row));
    packed.ids = at::empty({packed.starts.back()}, at::kLong);
    packed.positions = at::empty_like(packed.ids);
    std::int64_t* id = packed.ids.data_ptr<std::int64_t>();
    std::int64_t* position = packed.positions.data_ptr<std::int64_t>();
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            *id++ = row[i];
            *position++ = static_cast<std::int64_t>(i);
        }
    }
    return packed;
}

PackedTokens movedTo(const PackedTokens& tokens, at::Device device) {
    return {.ids = tokens.ids.to(device), .positions = tokens.positions.to(device), .starts = tokens.starts};
}

at::Tensor cellsOf(const std::vector<std::int64_t>& starts) {
    const std::int64_t width = longestRow(starts);
    at::Tensor cells = at::empty({starts.back()}, at::kLong);
    std::int64_t* cell = cells.data_ptr<std::int64_t>();
    for (std::size_t r = 1; r < starts.size(); ++r) {
        const std::int64_t first = static_cast<std::int64_t>(r - 1) * width;
        for (std::int64_t i = 0; i < starts[r] - starts[r - 1]; ++i) *cell++ = first + i;
    }
    return cells;
}

}  // namespace detox
