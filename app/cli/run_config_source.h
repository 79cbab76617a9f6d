// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "app/cli/field_flags.h"
#include "core/config/run_config.h"

namespace detox::cli {

struct ChosenConfig {
    RunConfig config;
    std::string preset;  ///< empty: none
};

/// Where a training configuration comes from: preset < file < flags. Without a model in any of them, the starter
/// preset.
class RunConfigSource {
public:
    explicit RunConfigSource(Arguments& arguments);

    [[nodiscard]] Result<ChosenConfig> choose() const;

private:
    [[nodiscard]] Result<bool> namesModel() const;

    ConfigFlags<RunConfig> m_flags;
    std::string m_preset;
    std::string m_file;
};

}  // namespace detox::cli
