// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "core/api/run_store.h"

namespace detox::ui {

/// Draws every chart of a run as PNG at twice the pixels, with legend, and a footer that names run, settings and
/// program, by the window's own chart code and in its theme. Works on the offscreen platform. Returns the files;
/// `folder` is made when it does not exist.
[[nodiscard]] Result<std::vector<std::filesystem::path>> renderRun(const RunStore& store, std::int64_t id,
                                                                   const std::filesystem::path& folder);

}  // namespace detox::ui
