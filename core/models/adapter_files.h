// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/checkpoint/model_folder.h"
#include "core/models/adapters.h"
#include "core/models/weights_io.h"

namespace detox {

/// Writes a model's own adapters, which belong on `base` (a hub id or a whole path), as PEFT loads them, float32, into
/// an existing folder. Throws Error.
void saveAdapters(const std::filesystem::path& target, const Adapters& adapters, const std::string& base);
/// Reads what saveAdapters wrote, bit for bit. Throws Error naming file and tensor for what does not fit `adapters`.
void loadAdapters(const std::filesystem::path& folder, const Adapters& adapters);

/// Gives on the adapter of a folder: writes adapter_config.json and adapter_model.safetensors, as PEFT loads them, into
/// an existing folder. A base that was named relative to the adapter's folder gets its whole path. Precondition:
/// folder.adapter. Throws Error, also naming a tensor with a value that float16 cannot hold.
void saveAdapter(const std::filesystem::path& target, const ModelFolder& folder, const WeightsFormat& format);

/// Throws Error naming the first tensor of the adapter in `written` that is not `original`'s in that format; the number
/// of tensors.
std::int64_t requireSameAdapter(const std::filesystem::path& written, const AdapterFolder& original,
                                const WeightsFormat& format);

}  // namespace detox
