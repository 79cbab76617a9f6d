// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/config/run_config.h"

namespace detox {

/// Settings under a name. On disk: a run configuration's JSON with two more keys, "name" and "summary", which may be
/// missing. Relative paths in it are relative to the resource folder.
struct Preset {
    std::string id;  ///< file name without .json; what --preset takes
    std::string name;
    std::string summary;  ///< one or two sentences
    RunConfig config;
};

[[nodiscard]] Result<Preset> readPreset(const std::filesystem::path& file);

struct PresetList {
    std::vector<Preset> presets;        ///< by file name
    std::vector<std::string> problems;  ///< one sentence per file that could not be read
};

/// Every *.json of `folder`; empty when there is no such folder.
[[nodiscard]] PresetList readPresets(const std::filesystem::path& folder);

}  // namespace detox
