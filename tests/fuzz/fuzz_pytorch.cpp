// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

#include "core/checkpoint/pytorch.h"
#include "tests/fuzz/whole_source.h"
#include "tests/support/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const detox::MemoryFile file;
    file.write({reinterpret_cast<const char*>(data), size});
    detox::readAll(detox::openPytorch(file.path()));
    return 0;
}
