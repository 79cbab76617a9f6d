// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/config/field.h"

namespace detox {

/// On disk by key.
enum class Device { Auto, Cpu, Cuda };

template <>
struct EnumNames<Device> {
    static constexpr std::array<EnumName<Device>, 3> names{
        {{Device::Auto, "auto", "Best available"}, {Device::Cpu, "cpu", "CPU"}, {Device::Cuda, "cuda", "CUDA GPU"}}};
};

/// What computes.
struct MachineConfig {
    Device device = Device::Auto;
    int threads = 0;  ///< 0: physical cores
};

template <class V>
void describe(V& v, MachineConfig& c) {
    v.field(c.device, {.key = "device", .label = "Device", .help = "Where the models compute."});
    v.field(c.threads, {.key = "threads",
                        .label = "Threads",
                        .range = {0, 1024},
                        .help = "Processor threads; 0 takes the physical cores."});
}

}  // namespace detox
