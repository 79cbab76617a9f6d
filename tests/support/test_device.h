// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>

#include <c10/core/Device.h>

namespace detox {

/// Where the reference models of golden_models compute: DETOX_TEST_DEVICE ("cpu", "cuda"), by default the CPU.
inline at::Device testDevice() {
    const char* name = std::getenv("DETOX_TEST_DEVICE");
    return at::Device(name == nullptr ? "cpu" : name);
}

}  // namespace detox
