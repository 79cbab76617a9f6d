// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/weight_types.h"

#include <c10/core/GradMode.h>

namespace detox {

DataType dataTypeOf(WeightType type) {
    switch (type) {
        case WeightType::Float32:
            return DataType::F32;
        case WeightType::BFloat16:
            return DataType::BF16;
        case WeightType::Float16:
            return DataType::F16;
    }
    return DataType::F32;
}

void roundTo(WeightType type, const ParameterSet& parameters) {
    if (type == WeightType::Float32) return;
    const c10::NoGradGuard noGrad;
    const at::ScalarType scalar = type == WeightType::BFloat16 ? at::kBFloat16 : at::kHalf;
    for (const NamedTensor& parameter : parameters.all()) {
        parameter.tensor.copy_(parameter.tensor.to(scalar).to(at::kFloat));
    }
}

}  // namespace detox
