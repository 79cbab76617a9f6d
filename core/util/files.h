// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/util/result.h"

namespace detox {

/// An open file descriptor that closes itself.
class FileDescriptor {
public:
    explicit FileDescriptor(int fd = -1) noexcept : m_fd(fd) {}
    FileDescriptor(FileDescriptor&& other) noexcept : m_fd(other.release()) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    ~FileDescriptor();

    [[nodiscard]] int get() const noexcept { return m_fd; }
    int release() noexcept;

private:
    int m_fd;
};

/// Whether a file or folder of this name can be seen. (`exists` would be ambiguous beside the library's.)
[[nodiscard]] bool isThere(const std::filesystem::path& path) noexcept;

/// The whole file, or why not. A file above `maxBytes` is refused before anything is allocated.
[[nodiscard]] Result<std::string> readFile(const std::filesystem::path& file, std::size_t maxBytes = 1U << 30U);

/// Old content or new, never half: written beside, synced, renamed, directory synced. `file` is untouched on failure.
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path& file, std::string_view bytes);

/// All of `bytes` to an open descriptor; `file` is for the message.
[[nodiscard]] Result<void> writeAll(int fd, std::string_view bytes, const std::filesystem::path& file);

[[nodiscard]] Result<void> syncFile(const std::filesystem::path& file);
[[nodiscard]] Result<void> syncDirectory(const std::filesystem::path& folder);

[[nodiscard]] Result<void> createDirectories(const std::filesystem::path& folder);

/// Bytes an unprivileged user may still write on the volume that holds `path` (its nearest existing ancestor).
[[nodiscard]] Result<std::size_t> freeBytes(const std::filesystem::path& path);

}  // namespace detox
