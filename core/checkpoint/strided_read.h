// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/util/result.h"

namespace detox {

/// How a tensor lies in its storage. Sizes and strides are not negative; as many strides as sizes.
struct StridedLayout {
    std::size_t elementBytes = 0;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides;  ///< in elements
};

/// Row-major without gaps: one read gives the whole tensor.
[[nodiscard]] bool isContiguous(const StridedLayout& layout);

/// Fills the span with the bytes from `offset`, counted from the tensor's first element.
using ReadRange = std::function<Result<void>(std::uint64_t offset, std::span<std::byte> bytes)>;

/// Gathers the tensor row-major into `destination`, which has its size. Needs a buffer of at most that size, or 1 MiB:
/// ranges that hold more than the tensor are read in parts.
[[nodiscard]] Result<void> readStrided(const StridedLayout& layout, const ReadRange& read,
                                       std::span<std::byte> destination);

}  // namespace detox
