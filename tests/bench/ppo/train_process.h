// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/bench/support/machine.h"

namespace detox::bench {

/// One update of `detox train`.
struct TrainedUpdate {
    std::map<std::string, double> metrics;
    ProcessorMeter::Use use;  ///< since the update before, or since the start
};

struct TrainedRun {
    std::vector<TrainedUpdate> updates;
    double peakBytes = 0;  ///< of resident memory of the whole process (VmHWM, proc(5))
};

/// Runs `program` with `arguments`, which must make it print updates as JSON lines, to its end. Throws Error when it
/// cannot be started or fails; what it says on stderr goes to `log`.
[[nodiscard]] TrainedRun runTraining(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                                     const std::filesystem::path& log);

}  // namespace detox::bench
