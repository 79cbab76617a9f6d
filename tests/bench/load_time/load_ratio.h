// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "core/util/json.h"
#include "tests/bench/support/machine.h"

namespace detox::bench {

/// Seconds; processor time leaves out while others had the processor.
struct Cost {
    double wall = 0;
    double processor = 0;
};

/// Reading the file and opening the model, one after the other.
struct LoadTry {
    Cost read;
    Cost load;
    ProcessorMeter::Use use;
};

/// How many times as long opening a model takes as reading its file once into fresh memory. Medians of the tries'
/// ratios; 0 of no tries.
struct LoadRatio {
    double median = 0;           ///< of all tries
    double processorMedian = 0;  ///< of all tries' processor times
    double quietMedian = 0;      ///< of the quiet tries
    std::size_t quietTries = 0;
    std::vector<LoadTry> tries;
};

/// Of a folder with a model.safetensors, the file cache warm. Throws Error.
[[nodiscard]] LoadRatio measureLoad(const std::filesystem::path& folder, int repeats);

[[nodiscard]] OrderedJson jsonOf(const LoadRatio& ratio);

}  // namespace detox::bench
