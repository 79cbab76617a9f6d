// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

#include "core/checkpoint/pytorch_state.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto pickle = detox::readPickle({reinterpret_cast<const char*>(data), size}, "m.bin");
    if (pickle) static_cast<void>(detox::readPytorchState(pickle.value(), std::uint64_t{1} << 20U, "m.bin"));
    return 0;
}
