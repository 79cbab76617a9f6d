// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "app/cli/field_flags.h"
#include "core/api/engine.h"
#include "core/api/run_store.h"

namespace detox::cli {

/// --data-dir, --threads, --device: what every command that computes has.
struct MachineFlags {
    explicit MachineFlags(Arguments& arguments);

    /// The engine with these settings, loaded now; says so when a slow BLAS was found.
    [[nodiscard]] Result<std::unique_ptr<Engine>> engine() const;
    /// A model's folder (also of the shipped files), hub id or run:ID[@update] → its folder.
    [[nodiscard]] Result<std::filesystem::path> modelFolder(const std::string& name) const;

    std::string dataDir;

private:
    ConfigFlags<MachineConfig> m_flags;
};

[[nodiscard]] Result<std::unique_ptr<Engine>> startEngine(const MachineConfig& machine);
[[nodiscard]] Result<std::filesystem::path> modelFolder(const std::string& name, const RunStore& store);
[[nodiscard]] std::filesystem::path promptFile(const std::string& name);
/// `name` so that it means the same later and from any folder: an absolute path, a hub id, or run:ID@update.
[[nodiscard]] Result<std::string> lastingModelName(const std::string& name, const RunStore& store);

}  // namespace detox::cli
