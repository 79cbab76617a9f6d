// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

#include "core/util/files.h"

namespace detox {

/// A file in memory with a path: for tests that rewrite one thousands of times and must not wait for a disk.
class MemoryFile {
public:
    MemoryFile() : m_fd(::memfd_create("detox-test", MFD_CLOEXEC)) {
        if (m_fd.get() < 0) throw std::runtime_error("cannot make a file in memory");
    }
    void write(std::string_view bytes) const {
        const bool done = ::ftruncate(m_fd.get(), 0) == 0 &&
                          ::pwrite(m_fd.get(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size());
        if (!done) throw std::runtime_error("cannot write a file in memory");
    }
    [[nodiscard]] std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(m_fd.get()); }

private:
    FileDescriptor m_fd;
};

}  // namespace detox
