// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "core/api/run_store.h"
#include "core/util/result.h"

namespace detox {

/// Opens the runs of a data folder, making it when it is not there. This process becomes the folder's one writer: runs
/// that a dead one left Running or Paused are listed as Interrupted, what it left half written is removed. When another
/// live process is the writer already, the store only reads (RunStore::readOnlyReason). Fails with one sentence for a
/// folder that cannot be written and for a damaged, foreign or newer database, which stay as they are.
/// Recorders may outlive the store.
[[nodiscard]] Result<std::unique_ptr<RunStore>> openRunStore(const std::filesystem::path& dataFolder);

}  // namespace detox
