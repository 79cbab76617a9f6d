// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/bench/window_watch/screen.h"

namespace detox::bench {

/// One start of the program; milliseconds since exec, seen within kLookEvery of their happening.
struct Start {
    static constexpr int kLookEvery = 4;

    double mapped = 0;
    double painted = 0;
    double engine = 0;  ///< the engine's library is in the program's address space
    /// It was not yet there when it was looked for after the painted window had been seen.
    bool engineAfterWindow = false;
};

/// Starts `command` on `display`, waits for all three, and ends it. Nothing when it ends by itself or one of them takes
/// longer than a minute. Throws std::runtime_error when it cannot be started.
[[nodiscard]] std::optional<Start> measureStart(Screen& screen, const std::vector<std::string>& command,
                                                const std::string& library);

}  // namespace detox::bench
