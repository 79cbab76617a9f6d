// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/checkpoint/tensor_source.h"

namespace detox {

/// One tensor of a safetensors header; begin and end count from the first data byte.
struct PlacedTensor {
    TensorEntry entry;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

inline constexpr std::uint64_t kMaxSafetensorsHeader = 100'000'000;  ///< the reference's MAX_HEADER_SIZE

/// Parses the JSON header and checks every tensor by itself and all together: sorted by place, contiguous from 0, no
/// holes, no overlap, names once. Memory stays proportional to the header. `file` is for messages. The last tensor's
/// end is left for the caller to compare with the file.
[[nodiscard]] Result<std::vector<PlacedTensor>> parseSafetensorsHeader(std::string_view header,
                                                                       const std::filesystem::path& file);

}  // namespace detox
