// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "core/util/files.h"

namespace detox {

/// A regular file opened for reading and its size at that moment.
struct OpenFile {
    FileDescriptor fd;
    std::uint64_t bytes = 0;
};

/// Regular files only: a pipe or a device would block or never end.
[[nodiscard]] Result<OpenFile> openRegular(const std::filesystem::path& file);

/// Fills `destination` from `offset`; the number of bytes that were there, or why reading failed. `file` is for the
/// message. Any thread.
[[nodiscard]] Result<std::size_t> readAt(int fd, std::uint64_t offset, std::span<std::byte> destination,
                                         const std::filesystem::path& file);

/// "FILE REASON. Copy or download the file again."
[[nodiscard]] Error broken(const std::filesystem::path& file, const std::string& reason);

/// "FILE ends after 7 of 8 bytes."
[[nodiscard]] Error cutShort(const std::filesystem::path& file, std::uint64_t have, std::uint64_t need);

}  // namespace detox
