// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace detox {

/// Writes small good files for the fuzzers into folder/safetensors, folder/pytorch and so on, made where missing.
/// Those of fuzz_config lie in tests/fuzz/seeds.
void writeSeeds(const std::filesystem::path& folder);

}  // namespace detox
