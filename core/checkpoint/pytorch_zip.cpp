// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <unordered_map>
#include <zlib.h>

#include "core/checkpoint/foreign_file.h"
#include "core/checkpoint/pytorch_contents.h"
#include "core/checkpoint/zip_directory.h"
#include "core/util/log.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPickle = "/data.pkl";

using EntryOfName = std::unordered_map<std::string_view, const ZipEntry*>;

/// The archive's one folder that has a data.pkl.
Result<std::string> rootOf(const std::vector<ZipEntry>& entries, const fs::path& file) {
    std::string root;
    for (const auto& entry : entries) {
        const bool isPickle =
            entry.name.ends_with(kPickle) && entry.name.find('/') == entry.name.size() - kPickle.size();
        if (!isPickle) continue;
        if (!root.empty()) return broken(file, "has a data.pkl in two of its folders");
        root = entry.name.substr(0, entry.name.size() - kPickle.size());
    }
    if (!root.empty()) return root;
    return invalidInput(file.string() +
                        " is a zip archive without a data.pkl, so torch.save did not write it. Choose "
                        "another file.");
}

/// A small entry whole, its checksum compared.
Result<std::string> readWhole(const ZipEntry& entry, const OpenFile& open, const fs::path& file) {
    if (entry.bytes > kMaxPickleBytes)
        return broken(file, "has an entry " + log::quoted(entry.name) + " of over 32 MiB");
    std::string bytes(entry.bytes, '\0');
    const auto got = readAt(open.fd.get(), entry.begin, std::as_writable_bytes(std::span(bytes)), file);
    if (!got) return got.error();
    if (got.value() < bytes.size()) return cutShort(file, entry.begin + got.value(), entry.begin + bytes.size());
    if (extendCrc(0, std::as_bytes(std::span(bytes))) == entry.crc) return bytes;
    return broken(file, "is damaged: the checksum of its entry " + log::quoted(entry.name) + " is wrong");
}

Result<void> checkByteOrder(const EntryOfName& entryOf, const std::string& root, const OpenFile& open,
                            const fs::path& file) {
    const std::string name = root + "/byteorder";
    const auto found = entryOf.find(name);
    if (found == entryOf.end()) return {};
    const auto order = readWhole(*found->second, open, file);
    if (!order) return order.error();
    if (order.value() == "little") return {};
    return unsupported(file.string() + " has the byte order " + log::quoted(order.value()) +
                       "; only little is read. Save it again on a little-endian machine.");
}

Result<std::vector<PlacedStorage>> placeStorages(const std::vector<PytorchStorage>& storages,
                                                 const EntryOfName& entryOf, const std::string& root,
                                                 const fs::path& file) {
    std::vector<PlacedStorage> placed;
    for (const auto& storage : storages) {
        const std::string name = root + "/data/" + storage.key;
        const auto found = entryOf.find(name);
        if (found == entryOf.end()) return broken(file, "lacks its entry " + log::quoted(name));
        const ZipEntry& entry = *found->second;
        if (entry.bytes != storage.bytes) {
            return broken(file, "has " + std::to_string(entry.bytes) + " bytes in its entry " + log::quoted(name) +
                                    " where its tensors need " + std::to_string(storage.bytes));
        }
        placed.push_back({entry.begin, entry.bytes, entry.crc});
    }
    return placed;
}

}  // namespace

std::uint32_t extendCrc(std::uint32_t crc, std::span<const std::byte> bytes) {
    return static_cast<std::uint32_t>(crc32_z(crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

Result<PytorchContents> readPytorchZip(const OpenFile& open, const fs::path& file) {
    const auto entries = readZipDirectory(open, file);
    if (!entries) return entries.error();
    const auto root = rootOf(entries.value(), file);
    if (!root) return root.error();
    EntryOfName entryOf;
    for (const auto& entry : entries.value()) entryOf.emplace(entry.name, &entry);
    if (auto little = checkByteOrder(entryOf, root.value(), open, file); !little) return little.error();
    const auto bytes = readWhole(*entryOf.at(root.value() + std::string(kPickle)), open, file);
    if (!bytes) return bytes.error();
    const auto pickle = readPickle(bytes.value(), file);
    if (!pickle) return pickle.error();
    if (pickle->length() != bytes->size()) return broken(file, "has bytes after the end of its pickle");
    auto state = readPytorchState(pickle.value(), open.bytes, file);
    if (!state) return state.error();
    auto storages = placeStorages(state->storages, entryOf, root.value(), file);
    if (!storages) return storages.error();
    return PytorchContents{std::move(state->tensors), std::move(*storages)};
}

}  // namespace detox
