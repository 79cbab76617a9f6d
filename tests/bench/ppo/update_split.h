// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "tests/bench/ppo/figure.h"
#include "tests/bench/ppo/workload.h"

namespace detox::bench {

struct UpdateOptions {
    std::filesystem::path detox;  ///< the program
    int updates = 3;
    int threads = 0;
};

/// Where the time of a PPO update goes in `detox train`, stage by stage, and the memory that the process takes at its
/// peak. Runs nothing but updates. Throws Error.
[[nodiscard]] std::vector<Figure> measureUpdates(const Workload& workload, const UpdateOptions& options);

}  // namespace detox::bench
