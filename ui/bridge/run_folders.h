// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/api/engine.h"
#include "core/api/run_store.h"

namespace detox::ui {

/// What the configuration names, as folders and files: "run:ID[@update]" through the store; a relative path is looked
/// for in the shipped resources first, then in the working folder. NotFound names the setting and the path as it was
/// written.
[[nodiscard]] Result<PpoFolders> resolveFolders(const RunConfig& config, const RunStore& store);
/// The model of the above.
[[nodiscard]] Result<std::filesystem::path> resolveModel(const std::string& name, const RunStore& store);

/// One path of the above.
[[nodiscard]] std::filesystem::path resolveShipped(const std::string& path);
/// The same where it exists; the error names `what` ("The prompt set") and the path as it was written.
[[nodiscard]] Result<std::filesystem::path> existingShipped(const std::string& path, const std::string& what);

}  // namespace detox::ui
