// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include <SQLiteCpp/Database.h>

#include "core/util/result.h"

namespace detox {

/// The one connection that writes and checkpoints (RELIABILITY R21): made, checked after an unclean exit, migrated.
/// Precondition: the data folder's lock is held.
[[nodiscard]] Result<std::unique_ptr<SQLite::Database>> openWriter(const std::filesystem::path& database);

/// A connection that can neither write nor checkpoint; refuses a database that is not at this program's version.
[[nodiscard]] Result<std::unique_ptr<SQLite::Database>> openReader(const std::filesystem::path& database);

}  // namespace detox
