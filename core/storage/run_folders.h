// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/config/run_config.h"
#include "core/storage/store_paths.h"
#include "core/util/result.h"

/// The folders beside the database: runs/<id>/config.json and runs/<id>/checkpoints/update-<n>/.
namespace detox::folders {

/// Makes runs/<id>/ with its config.json.
[[nodiscard]] Result<void> makeRun(const StorePaths& paths, std::int64_t id, const RunConfig& config);

/// One above the largest id that names a folder of runs/; 1 when there is none.
[[nodiscard]] std::int64_t firstFreeId(const StorePaths& paths);

/// Where a checkpoint of `update` goes: a name that does not exist yet.
[[nodiscard]] std::filesystem::path newCheckpoint(const StorePaths& paths, std::int64_t id, int update);

/// Removes trainer/ of a checkpoint that is not the newest; the folder verifies at every moment.
[[nodiscard]] Result<void> dropTrainerState(const std::filesystem::path& checkpoint);

/// Deleting a run in three steps, so that a kill between them is undone or finished by sweep(): set aside, delete the
/// rows, remove what was set aside.
[[nodiscard]] Result<void> setAside(const StorePaths& paths, std::int64_t id);
void bringBack(const StorePaths& paths, std::int64_t id);
void removeSetAside(const StorePaths& paths, std::int64_t id);

/// Removes what killed processes left: staging folders, and runs set aside whose rows are gone (`hasRows` tells); a
/// run set aside whose rows are there comes back.
void sweep(const StorePaths& paths, const std::function<bool(std::int64_t)>& hasRows);

}  // namespace detox::folders
