// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ops/arange.h>
#include <c10/core/GradMode.h>

#include "core/models/adapters.h"

namespace detox {

/// Gives B values that differ from element to element, as after training: the adapters matter for the outputs.
inline void disturb(const Adapters& adapters) {
    const c10::NoGradGuard noGradients;
    double phase = 0;
    for (const auto& [name, tensor] : adapters.parameters.all()) {
        if (!name.ends_with("lora_B.weight")) continue;
        tensor.copy_(at::arange(tensor.numel(), at::kFloat).mul(0.7).add(phase += 1).sin().mul(0.1).view_as(tensor));
    }
}

}  // namespace detox
