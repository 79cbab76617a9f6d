// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace detox {

[[nodiscard]] std::string_view version();
/// Twelve digits, "-dirty" appended for an altered tree; "unknown" outside git.
[[nodiscard]] std::string_view gitHash();

}  // namespace detox
