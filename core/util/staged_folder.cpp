// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/staged_folder.h"

#include <cerrno>
#include <cstdio>
#include <utility>

#include "core/util/files.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

Result<void> syncTree(const fs::path& folder) {
    std::error_code code;
    for (const auto& entry : fs::recursive_directory_iterator(folder, code)) {
        auto synced = entry.is_directory() ? syncDirectory(entry.path()) : syncFile(entry.path());
        if (!synced) return synced;
    }
    if (code) return ioError("Cannot read the folder " + folder.string(), code.value());
    return syncDirectory(folder);
}

}  // namespace

Result<StagedFolder> StagedFolder::create(const fs::path& target) {
    std::error_code code;
    if (fs::exists(target, code)) {
        return invalidInput(target.string() + " exists already. Choose another folder or remove it first.");
    }
    fs::path staging = target.string() + ".tmp";
    fs::remove_all(staging, code);
    if (auto made = createDirectories(staging); !made) return made.error();
    return StagedFolder(std::move(staging), target);
}

StagedFolder::StagedFolder(fs::path staging, fs::path target)
    : m_staging(std::move(staging)), m_target(std::move(target)) {}

StagedFolder::StagedFolder(StagedFolder&& other) noexcept
    : m_staging(std::exchange(other.m_staging, {})), m_target(std::exchange(other.m_target, {})) {}

StagedFolder::~StagedFolder() {
    std::error_code code;
    if (!m_staging.empty()) fs::remove_all(m_staging, code);
}

Result<void> StagedFolder::commit() {
    if (auto synced = syncTree(m_staging); !synced) return synced;
    if (std::rename(m_staging.c_str(), m_target.c_str()) != 0) {
        return ioError("Cannot rename " + m_staging.string() + " to " + m_target.string(), errno);
    }
    m_staging.clear();
    return syncDirectory(m_target.has_parent_path() ? m_target.parent_path() : fs::path("."));
}

void removeStaleStagingFolders(const fs::path& parent) {
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(parent, code)) {
        if (entry.is_directory() && entry.path().extension() == ".tmp") fs::remove_all(entry.path(), code);
    }
}

}  // namespace detox
