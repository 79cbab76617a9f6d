// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/engine.h"

namespace detox {

/// Physical cores of this machine (hyper-threads not counted), at least 1.
[[nodiscard]] int physicalCores();

/// Sets libtorch's thread count for the process and the calling thread. 0: physical cores.
void setThreads(int threads);

/// What the engine computes with, as found at run time.
[[nodiscard]] EngineFacts computeFacts();

}  // namespace detox
