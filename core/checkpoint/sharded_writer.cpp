// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cstdio>
#include <string>
#include <utility>

#include "core/checkpoint/safetensors.h"
#include "core/checkpoint/sharded_weights.h"
#include "core/util/files.h"
#include "core/util/json.h"
#include "core/util/log.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

using Shard = std::vector<std::size_t>;  // indices of tensors

std::vector<Shard> splitIntoShards(const std::vector<TensorEntry>& tensors, std::uint64_t maxBytes) {
    std::vector<Shard> shards;
    Shard open;
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        if (tensors[i].bytes > maxBytes) {
            shards.push_back({i});
            continue;
        }
        if (tensors[i].bytes > maxBytes - bytes) {
            shards.push_back(std::exchange(open, {}));
            bytes = 0;
        }
        open.push_back(i);
        bytes += tensors[i].bytes;
    }
    if (!open.empty()) shards.push_back(std::move(open));
    return shards;
}

/// "model-00001-of-00004.safetensors" of model.safetensors.
std::string shardName(const fs::path& file, std::size_t number, std::size_t count) {
    std::array<char, 64> suffix{};
    std::snprintf(suffix.data(), suffix.size(), "-%05zu-of-%05zu", number, count);
    return file.stem().string() + suffix.data() + file.extension().string();
}

Result<void> writeShard(const fs::path& file, const Shard& shard, const std::vector<TensorEntry>& tensors,
                        const BytesOfTensor& bytesOf) {
    std::vector<TensorEntry> chosen;
    for (const std::size_t index : shard) chosen.push_back(tensors[index]);
    return writeSafetensors(file, chosen, [&](std::size_t i) { return bytesOf(shard[i]); });
}

}  // namespace

Result<void> writeShardedSafetensors(const fs::path& file, const std::vector<TensorEntry>& tensors,
                                     const BytesOfTensor& bytesOf, std::uint64_t maxShardBytes) {
    const std::vector<Shard> shards = splitIntoShards(tensors, maxShardBytes);
    if (shards.size() <= 1) return writeSafetensors(file, tensors, bytesOf);
    std::error_code code;
    fs::remove(file, code);
    if (code) return ioError("Cannot remove " + file.string(), code.value());
    Json map = Json::object();
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < shards.size(); ++i) {
        const std::string name = shardName(file, i + 1, shards.size());
        for (const std::size_t index : shards[i]) {
            if (!map.emplace(tensors[index].name, name).second) {
                return internalError("The tensor " + log::quoted(tensors[index].name) + " would be written twice.");
            }
            total += tensors[index].bytes;
        }
        if (auto written = writeShard(file.parent_path() / name, shards[i], tensors, bytesOf); !written) return written;
    }
    const Json index = {{"metadata", {{"total_size", total}}}, {"weight_map", std::move(map)}};
    return writeFileAtomically(file.string() + ".index.json", index.dump(2) + "\n");
}

}  // namespace detox
