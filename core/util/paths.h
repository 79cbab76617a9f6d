// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string_view>

namespace detox {

/// Where the program keeps and finds its files (XDG base directories).
/// `override` wins when not empty; else $XDG_DATA_HOME/detox-studio; else ~/.local/share/detox-studio.
[[nodiscard]] std::filesystem::path dataFolder(const std::filesystem::path& override = {});
/// $XDG_STATE_HOME/detox-studio/log, else ~/.local/state/detox-studio/log.
[[nodiscard]] std::filesystem::path logFolder();
/// The folder of the running program.
[[nodiscard]] std::filesystem::path programFolder();
/// Shipped files (starter, presets): $DETOX_RESOURCES, else beside an installed program
/// (../share/detox-studio), else the source tree the program was built from.
[[nodiscard]] std::filesystem::path resourceFolder();
/// A library of ours that is opened at run time: beside the program (build tree) or in ../lib/…/detox-studio
/// (installed).
[[nodiscard]] std::filesystem::path shippedLibrary(std::string_view name);
/// libdetox_engine.so.
[[nodiscard]] std::filesystem::path engineLibrary();

}  // namespace detox
