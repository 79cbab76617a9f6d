// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/checkpoint/tensor_source.h"

namespace detox {

/// Reads every tensor of what was opened, until one cannot be read.
inline void readAll(const Result<std::unique_ptr<TensorSource>>& opened) {
    if (!opened) return;
    for (const auto& entry : opened.value()->entries()) {
        std::vector<std::byte> bytes(entry.bytes);
        if (!opened.value()->read(entry, bytes)) return;
    }
}

}  // namespace detox
