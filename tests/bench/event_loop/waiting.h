// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>

namespace detox::bench {

/// Runs the event loop until `done`, which is asked every 10 ms; false when that takes longer than `limit`.
[[nodiscard]] bool waitFor(const std::function<bool()>& done, std::chrono::seconds limit);
/// Runs the event loop for `time` and adds nothing to it.
void runLoop(std::chrono::milliseconds time);

}  // namespace detox::bench
