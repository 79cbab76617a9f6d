// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/checkpoint/model_folder.h"

namespace detox {

/// Opens a model's folder, or the folder of a LoRA adapter (adapter_config.json and no model's weights): then the base
/// it names, found as a folder or in the hub's cache, with the adapter to be merged and the adapter's tokenizer where
/// it has one. An adapter of an adapter is refused.
[[nodiscard]] Result<ModelFolder> openModel(const std::filesystem::path& folder);

}  // namespace detox
