// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/checkpoint/foreign_file.h"

namespace detox {

/// A stored (not compressed) entry: its bytes lie in the file as they are.
struct ZipEntry {
    std::string name;
    std::uint64_t begin = 0;  ///< in the file; 0 for an empty entry
    std::uint64_t bytes = 0;
    std::uint32_t crc = 0;  ///< as declared, not checked here
};

/// Lists a zip archive that is the whole file. Refused: bytes after it, headers that contradict each other, compressed
/// or encrypted entries, a name twice, names that are not relative paths below the archive, entries that overlap or
/// reach outside the file, more than 200000 entries.
[[nodiscard]] Result<std::vector<ZipEntry>> readZipDirectory(const OpenFile& open, const std::filesystem::path& file);

}  // namespace detox
