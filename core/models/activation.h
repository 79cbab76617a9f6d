// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/models/activation_kind.h"

namespace detox {

[[nodiscard]] at::Tensor activate(const at::Tensor& x, Activation activation);

}  // namespace detox
