// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/memory_file.h"
#include "tests/support/temporary_folder.h"

namespace detox {

/// A folder whose files, by whatever names, all hold the same bytes in memory: an input rewritten without a disk.
class LinkedFile {
public:
    void write(std::string_view bytes) const { m_bytes.write(bytes); }
    void link(const std::string& name) const { std::filesystem::create_symlink(m_bytes.path(), m_folder / name); }
    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder.path(); }

private:
    MemoryFile m_bytes;
    TemporaryFolder m_folder;
};

}  // namespace detox
