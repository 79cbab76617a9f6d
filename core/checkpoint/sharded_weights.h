// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "core/checkpoint/safetensors.h"
#include "core/checkpoint/tensor_source.h"

namespace detox {

/// Opens `folder`/model.safetensors.index.json and every shard it names. A shard name is one path component; a shard
/// that is a link must lead to a file of the same folder or of the Hugging Face cache's blobs beside it
/// (models--org--name/{blobs,snapshots}). Tensors that lie in a shard without being in the index are not offered.
[[nodiscard]] Result<std::unique_ptr<TensorSource>> openShardedSafetensors(const std::filesystem::path& folder);

/// The same of pytorch_model.bin.index.json, whose shards are files of torch.save.
[[nodiscard]] Result<std::unique_ptr<TensorSource>> openShardedPytorch(const std::filesystem::path& folder);

/// The largest file that weights are written as, unless another limit is given (huggingface/huggingface_hub
/// src/huggingface_hub/serialization/_base.py, MAX_SHARD_SIZE).
inline constexpr std::uint64_t kMaxShardBytes = 5'000'000'000;

/// Writes `file`, NAME.safetensors; or, when its tensors would be more than `maxShardBytes` bytes, in its place
/// NAME-00001-of-0000N.safetensors and so on with NAME.safetensors.index.json, split as huggingface_hub does (the same
/// file, split_state_dict_into_shards_factory): in the order of `tensors`, a shard ends where the next tensor would
/// exceed the limit; one that exceeds it alone has a shard of its own. Not atomic: meant for a StagedFolder.
[[nodiscard]] Result<void> writeShardedSafetensors(const std::filesystem::path& file,
                                                   const std::vector<TensorEntry>& tensors,
                                                   const BytesOfTensor& bytesOf,
                                                   std::uint64_t maxShardBytes = kMaxShardBytes);

}  // namespace detox
