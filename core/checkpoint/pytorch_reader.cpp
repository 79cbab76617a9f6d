// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <atomic>
#include <unordered_map>

#include "core/checkpoint/pytorch.h"
#include "core/checkpoint/pytorch_contents.h"
#include "core/util/log.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

class PytorchFile final : public TensorSource {
public:
    PytorchFile(fs::path file, FileDescriptor fd, PytorchContents contents)
        : m_file(std::move(file)),
          m_fd(std::move(fd)),
          m_tensors(std::move(contents.tensors)),
          m_storages(std::move(contents.storages)),
          m_checked(m_storages.size()) {
        m_entries.reserve(m_tensors.size());
        for (const auto& tensor : m_tensors) m_entries.push_back(tensor.entry);
        for (std::size_t i = 0; i < m_entries.size(); ++i) m_index.emplace(m_entries[i].name, i);
    }

    const std::vector<TensorEntry>& entries() const override { return m_entries; }

    const TensorEntry* find(std::string_view name) const override {
        const auto found = m_index.find(name);
        return found == m_index.end() ? nullptr : &m_entries[found->second];
    }

    Result<void> read(const TensorEntry& entry, std::span<std::byte> destination) const override;

    fs::path fileOf(const TensorEntry&) const override { return m_file; }

private:
    [[nodiscard]] Result<void> readBytes(std::uint64_t offset, std::span<std::byte> bytes) const;
    [[nodiscard]] Result<void> readWhole(std::size_t storage, std::span<std::byte> destination) const;
    [[nodiscard]] Result<void> checkStorage(std::size_t storage) const;
    [[nodiscard]] Result<void> compareCrc(std::size_t storage, std::uint32_t crc) const;

    fs::path m_file;
    FileDescriptor m_fd;
    std::vector<PytorchTensor> m_tensors;
    std::vector<PlacedStorage> m_storages;
    std::vector<TensorEntry> m_entries;                         // of m_tensors
    std::unordered_map<std::string_view, std::size_t> m_index;  // views into m_entries
    mutable std::vector<std::atomic<bool>> m_checked;           // storages whose checksum was found right
};

Result<void> PytorchFile::read(const TensorEntry& entry, std::span<std::byte> destination) const {
    const auto found = m_index.find(entry.name);
    if (found == m_index.end() || destination.size() != m_entries[found->second].bytes) {
        return internalError("The tensor " + log::quoted(entry.name) + " was asked for with a wrong size.");
    }
    if (destination.empty()) return {};
    const PytorchTensor& tensor = m_tensors[found->second];
    const PlacedStorage& storage = m_storages[tensor.storage];
    const bool contiguous = isContiguous(tensor.layout);
    if (contiguous && destination.size() == storage.bytes) return readWhole(tensor.storage, destination);
    if (auto checked = checkStorage(tensor.storage); !checked) return checked;
    const std::uint64_t begin = storage.begin + tensor.begin;
    if (contiguous) return readBytes(begin, destination);
    return readStrided(
        tensor.layout,
        [&](std::uint64_t offset, std::span<std::byte> bytes) { return readBytes(begin + offset, bytes); },
        destination);
}

Result<void> PytorchFile::readBytes(std::uint64_t offset, std::span<std::byte> bytes) const {
    const auto got = readAt(m_fd.get(), offset, bytes, m_file);
    if (!got) return got.error();
    if (got.value() == bytes.size()) return {};
    return invalidInput(m_file.string() + " was cut short while it was read. Copy or download it again.");
}

/// A tensor that is a whole storage: its own bytes are the ones to check.
Result<void> PytorchFile::readWhole(std::size_t storage, std::span<std::byte> destination) const {
    if (auto got = readBytes(m_storages[storage].begin, destination); !got) return got;
    if (!m_storages[storage].crc) return {};
    return compareCrc(storage, extendCrc(0, destination));
}

/// Once per storage.
Result<void> PytorchFile::checkStorage(std::size_t storage) const {
    const auto& [begin, bytes, crc] = m_storages[storage];
    if (!crc || m_checked[storage]) return {};
    std::vector<std::byte> buffer(std::min<std::uint64_t>(bytes, 1U << 20U));
    std::uint32_t sum = 0;
    for (std::uint64_t done = 0; done < bytes;) {
        const auto part = std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), bytes - done));
        if (auto got = readBytes(begin + done, part); !got) return got;
        sum = extendCrc(sum, part);
        done += part.size();
    }
    return compareCrc(storage, sum);
}

Result<void> PytorchFile::compareCrc(std::size_t storage, std::uint32_t crc) const {
    if (crc == m_storages[storage].crc) {
        m_checked[storage] = true;
        return {};
    }
    const auto user = std::find_if(m_tensors.begin(), m_tensors.end(),
                                   [&](const PytorchTensor& tensor) { return tensor.storage == storage; });
    return invalidInput(m_file.string() + " is damaged: the checksum of tensor " + log::quoted(user->entry.name) +
                        " is wrong. Copy or download it again.");
}

}  // namespace

Result<std::unique_ptr<TensorSource>> openPytorch(const fs::path& file) {
    auto open = openRegular(file);
    if (!open) return open.error();
    if (open->bytes == 0) return invalidInput(file.string() + " is empty. Copy or download it again.");
    std::array<char, 2> start{};
    const auto got = readAt(open->fd.get(), 0, std::as_writable_bytes(std::span(start)), file);
    if (!got) return got.error();
    const bool isZip = start[0] == 'P' && start[1] == 'K';
    if (!isZip && start[0] != '\x80') {
        return invalidInput(file.string() +
                            " is not a file of torch.save: it is neither a zip archive nor a pickle. Choose another "
                            "file, or download it again.");
    }
    auto contents = isZip ? readPytorchZip(*open, file) : readPytorchLegacy(*open, file);
    if (!contents) return contents.error();
    return std::unique_ptr<TensorSource>(
        std::make_unique<PytorchFile>(file, std::move(open->fd), std::move(*contents)));
}

}  // namespace detox
