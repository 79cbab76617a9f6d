// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/Device.h>

#include "core/api/engine.h"

namespace detox {

/// Physical cores of this machine (hyper-threads not counted), at least 1.
[[nodiscard]] int physicalCores();

/// Sets libtorch's thread count for the process and the calling thread. 0: physical cores.
void setThreads(int threads);

/// Where to compute what asks for `wanted`; Auto is the GPU where there is one. Throws Error when there is no GPU to
/// take.
[[nodiscard]] at::Device computeDevice(Device wanted);

/// In words, for cards: "2 processor cores", or the GPU's name.
[[nodiscard]] std::string deviceName(at::Device device);

/// What the engine computes with, as found at run time.
[[nodiscard]] EngineFacts computeFacts();

}  // namespace detox
