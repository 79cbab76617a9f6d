// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/pickle_writer.h"

namespace detox {

/// CRC-32 of zip archives (ISO 3309), bit by bit.
inline std::uint32_t crc32Of(std::string_view bytes) {
    std::uint32_t crc = ~0U;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) * 0xEDB88320U);
    }
    return ~crc;
}

/// One stored entry; what is set overrides what the data would give.
struct ZipPart {
    std::string name;
    std::string data;
    std::uint16_t method = 0;
    std::uint16_t flags = 0;
    std::optional<std::uint32_t> crc;
    std::optional<std::uint32_t> bytes;         ///< in the directory alone
    std::optional<std::string> localName;       ///< before the data alone
    std::optional<std::uint32_t> headerOffset;  ///< in the directory
};

struct ZipEnd {
    std::optional<std::uint16_t> entries;
    std::optional<std::uint32_t> directoryOffset;
};

/// A zip archive put together by hand (PKWARE's APPNOTE 6.3.4, sections 4.3.7, 4.3.12 and 4.3.16).
inline std::string zipBytes(const std::vector<ZipPart>& parts, const ZipEnd& end = {}) {
    std::string out;
    std::string directory;
    for (const auto& part : parts) {
        const std::uint32_t crc = part.crc.value_or(crc32Of(part.data));
        const auto fields = [&](std::size_t bytes, const std::string& name) {
            return littleEndian(20, 2) + littleEndian(part.flags, 2) + littleEndian(part.method, 2) +
                   littleEndian(0x21'0000, 4) + littleEndian(crc, 4) + littleEndian(bytes, 4) + littleEndian(bytes, 4) +
                   littleEndian(name.size(), 2) + littleEndian(0, 2);
        };
        directory += "PK\x01\x02" + littleEndian(20, 2) + fields(part.bytes.value_or(part.data.size()), part.name) +
                     littleEndian(0, 10) + littleEndian(part.headerOffset.value_or(out.size()), 4) + part.name;
        const std::string local = part.localName.value_or(part.name);
        out += "PK\x03\x04" + fields(part.data.size(), local) + local + part.data;
    }
    const std::size_t at = end.directoryOffset.value_or(out.size());
    const std::size_t count = end.entries.value_or(parts.size());
    return out + directory + "PK\x05\x06" + littleEndian(0, 4) + littleEndian(count, 2) + littleEndian(count, 2) +
           littleEndian(directory.size(), 4) + littleEndian(at, 4) + littleEndian(0, 2);
}

}  // namespace detox
