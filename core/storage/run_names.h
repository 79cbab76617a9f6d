// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace detox {

/// A pleasant name for a new run, "quiet-harbour"; the same for the same (seed, attempt). Later attempts than a few
/// dozen carry a number, so that a free one is always found.
[[nodiscard]] std::string generatedRunName(std::int64_t seed, std::uint32_t attempt);

}  // namespace detox
