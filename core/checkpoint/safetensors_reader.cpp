// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <unordered_map>

#include "core/checkpoint/foreign_file.h"
#include "core/checkpoint/safetensors.h"
#include "core/checkpoint/safetensors_header.h"
#include "core/util/log.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kLengthBytes = 8;

class SafetensorsFile final : public TensorSource {
public:
    SafetensorsFile(fs::path file, FileDescriptor fd, std::uint64_t dataBegin, std::vector<PlacedTensor> placed)
        : m_file(std::move(file)), m_fd(std::move(fd)) {
        m_entries.reserve(placed.size());
        for (auto& tensor : placed) {
            m_offsets.push_back(dataBegin + tensor.begin);
            m_entries.push_back(std::move(tensor.entry));
        }
        for (std::size_t i = 0; i < m_entries.size(); ++i) m_index.emplace(m_entries[i].name, i);
    }

    const std::vector<TensorEntry>& entries() const override { return m_entries; }

    const TensorEntry* find(std::string_view name) const override {
        const auto found = m_index.find(name);
        return found == m_index.end() ? nullptr : &m_entries[found->second];
    }

    Result<void> read(const TensorEntry& entry, std::span<std::byte> destination) const override {
        const auto found = m_index.find(entry.name);
        if (found == m_index.end() || destination.size() != m_entries[found->second].bytes) {
            return internalError("The tensor " + log::quoted(entry.name) + " was asked for with a wrong size.");
        }
        const auto got = readAt(m_fd.get(), m_offsets[found->second], destination, m_file);
        if (!got) return got.error();
        if (got.value() == destination.size()) return {};
        return invalidInput(m_file.string() + " was cut short while it was read, inside tensor " +
                            log::quoted(entry.name) + ". Copy or download it again.");
    }

    fs::path fileOf(const TensorEntry&) const override { return m_file; }

private:
    fs::path m_file;
    FileDescriptor m_fd;
    std::vector<TensorEntry> m_entries;
    std::vector<std::uint64_t> m_offsets;                       // of each entry in the file
    std::unordered_map<std::string_view, std::size_t> m_index;  // views into m_entries
};

Result<std::uint64_t> headerLength(const OpenFile& open, const fs::path& file) {
    if (open.bytes == 0) return invalidInput(file.string() + " is empty. Copy or download it again.");
    if (open.bytes < kLengthBytes) return cutShort(file, open.bytes, kLengthBytes);
    std::array<std::byte, kLengthBytes> bytes{};
    const auto got = readAt(open.fd.get(), 0, bytes, file);
    if (!got) return got.error();
    if (got.value() < bytes.size()) return cutShort(file, got.value(), kLengthBytes);
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) length |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    if (length > kMaxSafetensorsHeader) {
        return invalidInput(file.string() + " is not a safetensors file: it declares a header of " +
                            std::to_string(length) + " bytes, more than the format's 100 MB.");
    }
    if (length > open.bytes - kLengthBytes) return cutShort(file, open.bytes, kLengthBytes + length);
    return length;
}

}  // namespace

Result<std::unique_ptr<TensorSource>> openSafetensors(const fs::path& file) {
    auto open = openRegular(file);
    if (!open) return open.error();
    const auto length = headerLength(*open, file);
    if (!length) return length.error();
    std::string header(length.value(), '\0');
    const auto got = readAt(open->fd.get(), kLengthBytes, std::as_writable_bytes(std::span(header)), file);
    if (!got) return got.error();
    if (got.value() < header.size()) return cutShort(file, kLengthBytes + got.value(), kLengthBytes + header.size());
    auto tensors = parseSafetensorsHeader(header, file);
    if (!tensors) return tensors.error();
    const std::uint64_t dataBytes = tensors->empty() ? 0 : tensors->back().end;
    const std::uint64_t dataBegin = kLengthBytes + header.size();
    const std::uint64_t have = open->bytes - dataBegin;
    if (dataBytes > have) return cutShort(file, open->bytes, dataBegin + dataBytes);
    if (dataBytes < have) {
        return invalidInput(file.string() + " has " + std::to_string(have - dataBytes) +
                            " bytes after its last tensor. Copy or download it again.");
    }
    return std::unique_ptr<TensorSource>(
        std::make_unique<SafetensorsFile>(file, std::move(open->fd), dataBegin, std::move(*tensors)));
}

}  // namespace detox
