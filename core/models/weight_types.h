// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/data_type.h"
#include "core/config/weight_type.h"
#include "core/models/parameters.h"

namespace detox {

[[nodiscard]] DataType dataTypeOf(WeightType type);
/// The values that files of this type will hold.
void roundTo(WeightType type, const ParameterSet& parameters);

}  // namespace detox
