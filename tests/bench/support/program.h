// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "core/util/json.h"

namespace detox::bench {

/// Reads the command line into what `app` was told of and calls `run` with the report's head. → the exit code; an
/// exception becomes one line on stderr and 1.
[[nodiscard]] int runProgram(CLI::App& app, int argc, char** argv, const std::function<int(OrderedJson head)>& run);

}  // namespace detox::bench
