// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "app/cli/command.h"
#include "core/api/training.h"

namespace detox::cli {

enum class FitOutput { Text, Json };

/// Runs a session that makes a model folder; last line of Json: {"folder", "finished", "metrics": {…}}.
[[nodiscard]] ExitCode conductFit(TrainingSession& session, const std::filesystem::path& folder, FitOutput output,
                                  std::stop_token stop);

}  // namespace detox::cli
