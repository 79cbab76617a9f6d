// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <sched.h>
#include <string>
#include <sys/mount.h>

namespace detox {

/// A tmpfs of `size` ("400k") over a folder, seen by this thread and the processes it starts only, in a mount namespace
/// of its own; gone with the object.
class SmallDisk {
public:
    enum class Access { ReadWrite, ReadOnly };

    SmallDisk(std::filesystem::path folder, const std::string& size, Access access = Access::ReadWrite)
        : m_folder(std::move(folder)) {
        const unsigned long flags = access == Access::ReadOnly ? MS_RDONLY : 0;
        m_mounted = ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                    ::mount("tmpfs", m_folder.c_str(), "tmpfs", flags, ("size=" + size).c_str()) == 0;
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        if (m_mounted) ::umount2(m_folder.c_str(), MNT_DETACH);
    }

    /// False where the kernel does not let us mount.
    [[nodiscard]] bool mounted() const { return m_mounted; }

private:
    std::filesystem::path m_folder;
    bool m_mounted = false;
};

}  // namespace detox
