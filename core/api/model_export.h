// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/api/run_store.h"
#include "core/config/export_config.h"

namespace detox {

/// Where trained weights come from, for the model card.
struct ExportOrigin {
    RunDetails run;
    int update = 0;
    std::optional<ProbeReport> before, after;  ///< on the same prompts
    std::filesystem::path baseFolder;          ///< what the run began from; empty: it is not on this machine
};

struct ExportSetup {
    std::filesystem::path model;   ///< a model's folder, or an adapter's
    std::filesystem::path output;  ///< must not exist yet; it appears whole or not at all
    ExportConfig config;
    std::optional<ExportOrigin> origin;  ///< for a run's checkpoint
};

struct ExportOutcome {
    std::filesystem::path folder;
    std::int64_t bytes = 0;  ///< of all files
    int weightFiles = 0;
    std::int64_t tensors = 0;  ///< read back and found equal
};

/// The origin of a model named run:ID or run:ID@update; nothing for any other name.
[[nodiscard]] Result<std::optional<ExportOrigin>> exportOrigin(const std::string& name, const RunStore& store);

}  // namespace detox
