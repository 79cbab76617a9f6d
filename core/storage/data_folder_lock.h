// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

#include "core/util/files.h"
#include "core/util/result.h"

namespace detox {

/// The right to write into a data folder: flock on a file, which the kernel frees when its process ends, however it
/// ends. The file's content (the holder's process id) is only for the sentence shown to others.
class DataFolderLock {
public:
    /// Nothing when another process holds it; an Error when the file cannot be made or locked at all. Does not wait.
    [[nodiscard]] static Result<std::optional<DataFolderLock>> tryTake(const std::filesystem::path& file);
    /// "process 4711", or "another program" when the file does not say.
    [[nodiscard]] static std::string holder(const std::filesystem::path& file);

private:
    explicit DataFolderLock(FileDescriptor fd) : m_fd(std::move(fd)) {}

    FileDescriptor m_fd;
};

}  // namespace detox
