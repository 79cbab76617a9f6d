// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "core/checkpoint/tensor_source.h"

namespace detox {

/// Opens `folder`/model.safetensors.index.json and every shard it names. A shard name is one path component; a shard
/// that is a link must lead to a file of the same folder or of the Hugging Face cache's blobs beside it
/// (models--org--name/{blobs,snapshots}). Tensors that lie in a shard without being in the index are not offered.
[[nodiscard]] Result<std::unique_ptr<TensorSource>> openShardedSafetensors(const std::filesystem::path& folder);

/// The same of pytorch_model.bin.index.json, whose shards are files of torch.save.
[[nodiscard]] Result<std::unique_ptr<TensorSource>> openShardedPytorch(const std::filesystem::path& folder);

}  // namespace detox
