// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/config/field.h"
#include "core/config/weight_type.h"

namespace detox {

/// What an export of a model that is, or was trained as, a LoRA adapter on a base becomes.
enum class ExportForm { Whole, Adapter };

template <>
struct EnumNames<ExportForm> {
    static constexpr std::array<EnumName<ExportForm>, 2> names{{
        {ExportForm::Whole, "whole", "Whole model"},
        {ExportForm::Adapter, "adapter", "PEFT adapter"},
    }};
};

/// How a model is given to other programs.
struct ExportConfig {
    WeightType weightType = WeightType::Float32;
    ExportForm form = ExportForm::Whole;
    double maxShardGigabytes = 5;  ///< 10⁹ bytes; transformers 4.33's own default is 10, newer ones' 5
};

template <class V>
void describe(V& v, ExportConfig& c) {
    v.field(c.weightType, {.key = "weightType",
                           .label = "Weights",
                           .help = "Element type of the weights: float32 keeps every bit, bfloat16 and float16 halve "
                                   "the files.",
                           .level = Level::Essential});
    v.field(c.form, {.key = "form",
                     .label = "Form",
                     .help = "Of a LoRA adapter on a base, or of a run that trained one: the whole model with the "
                             "adapter merged in, or a folder that PEFT loads on the base.",
                     .level = Level::Essential});
    v.field(c.maxShardGigabytes, {.key = "maxShardGigabytes",
                                  .label = "Largest file",
                                  .unit = "GB",
                                  .range = {0.001, 1000},
                                  .help = "Weights above this size are split over several files with an index."});
}

}  // namespace detox
