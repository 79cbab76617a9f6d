// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/sharded_weights.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "core/checkpoint/pytorch.h"
#include "core/checkpoint/safetensors.h"
#include "core/util/files.h"
#include "core/util/json.h"
#include "core/util/log.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

using ShardOfTensor = std::map<std::string, std::string>;
using Shards = std::map<std::string, std::unique_ptr<TensorSource>>;

class ShardedWeights final : public TensorSource {
public:
    ShardedWeights(const ShardOfTensor& shardOf, Shards shards) : m_shards(std::move(shards)) {
        for (const auto& [shard, source] : m_shards) {
            for (const auto& entry : source->entries()) {
                const auto declared = shardOf.find(entry.name);
                if (declared != shardOf.end() && declared->second == shard) m_entries.push_back(entry);
            }
        }
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            m_index.emplace(m_entries[i].name, Place{i, m_shards.at(shardOf.at(m_entries[i].name)).get()});
        }
    }

    const std::vector<TensorEntry>& entries() const override { return m_entries; }
    const TensorEntry* find(std::string_view name) const override {
        const auto found = m_index.find(name);
        return found == m_index.end() ? nullptr : &m_entries[found->second.entry];
    }
    Result<void> read(const TensorEntry& entry, std::span<std::byte> destination) const override {
        return m_index.at(entry.name).source->read(entry, destination);
    }
    fs::path fileOf(const TensorEntry& entry) const override { return m_index.at(entry.name).source->fileOf(entry); }

private:
    struct Place {
        std::size_t entry = 0;
        const TensorSource* source = nullptr;  // not owned
    };

    Shards m_shards;
    std::vector<TensorEntry> m_entries;
    std::unordered_map<std::string_view, Place> m_index;  // views into m_entries
};

struct ShardFormat {
    const char* index = nullptr;
    std::string suffix;
    Result<std::unique_ptr<TensorSource>> (*open)(const fs::path& file) = nullptr;
};

/// ^[\w.-]+ and the suffix
bool isShardName(std::string_view name, const std::string& suffix) {
    if (!name.ends_with(suffix) || name.size() == suffix.size() || name.size() > 255) return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
               c == '-';
    });
}

Result<ShardOfTensor> readIndex(const fs::path& file, const std::string& suffix) {
    const auto json = readJson(file);
    if (!json) return json.error();
    if (!json->is_object() || !json->contains("weight_map") || !json->at("weight_map").is_object()) {
        return invalidInput(file.string() + " has no weight_map. Download the model's index again.");
    }
    ShardOfTensor shardOf;
    for (const auto& [tensor, shard] : json->at("weight_map").items()) {
        if (!shard.is_string() || !isShardName(shard.get_ref<const std::string&>(), suffix)) {
            return invalidInput(file.string() + " names the shard " + log::quoted(shard.dump()) + " for tensor " +
                                log::quoted(tensor) + "; a shard is a " + suffix +
                                " file of the same folder. Do not trust this download.");
        }
        shardOf.emplace(tensor, shard.get<std::string>());
    }
    if (shardOf.empty()) return invalidInput(file.string() + " names no tensors. Download the model's index again.");
    return shardOf;
}

/// Where the shard really lies, when that is inside the model folder or the cache it belongs to.
Result<fs::path> shardFile(const fs::path& folder, const std::string& name) {
    const fs::path file = folder / name;
    if (!isThere(file)) {
        return notFound(folder.string() + " lacks the shard " + name + ". Download the model again.");
    }
    std::error_code code;
    const fs::path home = fs::canonical(folder, code);
    const fs::path real = code ? fs::path() : fs::canonical(file, code);
    if (code) return ioError("Cannot open " + file.string(), code.value());
    const bool inCache = real.parent_path() == home.parent_path().parent_path() / "blobs" &&
                         home.parent_path().filename() == "snapshots";
    if (real.parent_path() == home || inCache) return real;
    return invalidInput(file.string() + " is a link that leaves its folder. Replace it by the file itself.");
}

Result<void> compare(const ShardOfTensor& shardOf, const Shards& shards, const fs::path& folder) {
    for (const auto& [tensor, shard] : shardOf) {
        if (shards.at(shard)->find(tensor) != nullptr) continue;
        return invalidInput((folder / shard).string() + " lacks the tensor " + log::quoted(tensor) +
                            " that the index places there. Download the model again.");
    }
    std::map<std::string_view, std::string_view> seen;
    for (const auto& [shard, source] : shards) {
        for (const auto& entry : source->entries()) {
            const auto [first, isNew] = seen.emplace(entry.name, shard);
            if (!isNew) {
                return invalidInput("The tensor " + log::quoted(entry.name) + " lies in " + std::string(first->second) +
                                    " and in " + shard + " of " + folder.string() + ". Download the model again.");
            }
            if (!shardOf.contains(entry.name)) {
                log::warn((folder / shard).string() + " holds the tensor " + log::quoted(entry.name) +
                          ", which is not in the index; it is not used.");
            }
        }
    }
    return {};
}

Result<std::unique_ptr<TensorSource>> openSharded(const fs::path& folder, const ShardFormat& format) {
    const auto shardOf = readIndex(folder / format.index, format.suffix);
    if (!shardOf) return shardOf.error();
    Shards shards;
    for (const auto& [tensor, shard] : shardOf.value()) {
        if (shards.contains(shard)) continue;
        const auto file = shardFile(folder, shard);
        if (!file) return file.error();
        auto source = format.open(file.value());
        if (!source) return source.error();
        shards.emplace(shard, std::move(*source));
    }
    if (auto equal = compare(shardOf.value(), shards, folder); !equal) return equal.error();
    return std::unique_ptr<TensorSource>(std::make_unique<ShardedWeights>(shardOf.value(), std::move(shards)));
}

}  // namespace

Result<std::unique_ptr<TensorSource>> openShardedSafetensors(const fs::path& folder) {
    return openSharded(folder, {"model.safetensors.index.json", ".safetensors", openSafetensors});
}

Result<std::unique_ptr<TensorSource>> openShardedPytorch(const fs::path& folder) {
    return openSharded(folder, {"pytorch_model.bin.index.json", ".bin", openPytorch});
}

}  // namespace detox
