// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/config/field.h"

namespace detox {

/// Element type of weights in a finished folder; training itself is float32. On disk by key.
enum class WeightType { Float32, BFloat16, Float16 };

template <>
struct EnumNames<WeightType> {
    static constexpr std::array<EnumName<WeightType>, 3> names{{
        {WeightType::Float32, "float32", "float32"},
        {WeightType::BFloat16, "bfloat16", "bfloat16"},
        {WeightType::Float16, "float16", "float16"},
    }};
};

}  // namespace detox
