// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "core/models/parameters.h"

namespace detox {

/// Trainer state as safetensors, bit for bit in the tensors' own type.

/// Throws Error when the file cannot be written.
void saveTensors(const std::filesystem::path& file, const std::vector<NamedTensor>& tensors);

/// Reads every tensor of `file` into the tensor of the same name. Throws Error, before anything is changed, when names,
/// shapes or types are not exactly those of `tensors`.
void loadTensors(const std::filesystem::path& file, const std::vector<NamedTensor>& tensors);

}  // namespace detox
