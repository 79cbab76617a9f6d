// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/util/result.h"

namespace detox {

/// A folder that appears whole or not at all: files are written into `path()` (beside the target, name ending in
/// ".tmp"), then commit() syncs each file, renames and syncs the parent. An uncommitted one is removed on destruction.
class StagedFolder {
public:
    /// Refuses a target that exists. Removes a stale staging folder of the same name.
    [[nodiscard]] static Result<StagedFolder> create(const std::filesystem::path& target);

    StagedFolder(StagedFolder&& other) noexcept;
    StagedFolder& operator=(StagedFolder&&) = delete;
    ~StagedFolder();

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_staging; }
    [[nodiscard]] const std::filesystem::path& target() const noexcept { return m_target; }
    /// On failure the target does not exist and the staging folder is removed.
    [[nodiscard]] Result<void> commit();

private:
    StagedFolder(std::filesystem::path staging, std::filesystem::path target);

    std::filesystem::path m_staging;
    std::filesystem::path m_target;
};

/// Removes every "*.tmp" folder directly in `parent`: what a killed process left.
void removeStaleStagingFolders(const std::filesystem::path& parent);

}  // namespace detox
