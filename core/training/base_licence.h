// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace detox {

/// The licence that a model folder's card states: "license" of the README.md's front matter, as the hub's cards have
/// it, or "other"'s license_name. Letters, digits and .+-_ only; empty where none is stated.
[[nodiscard]] std::string statedLicence(const std::filesystem::path& folder);

}  // namespace detox
