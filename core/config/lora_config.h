// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/config/field.h"

namespace detox {

/// Which matrices get an adapter. A checkpoint that keeps query, key and value in one matrix has one adapter for the
/// three. On disk by key.
enum class LoraTargets { QueryValue, Attention, AllLinear };

template <>
struct EnumNames<LoraTargets> {
    static constexpr std::array<EnumName<LoraTargets>, 3> names{{
        {LoraTargets::QueryValue, "queryValue", "Query and value"},
        {LoraTargets::Attention, "attention", "Attention"},
        {LoraTargets::AllLinear, "allLinear", "All of a layer"},
    }};
};

/// Low-rank adapters (Hu et al. 2022): x·Wᵀ becomes x·Wᵀ + (α/rank)·x·Aᵀ·Bᵀ, and A and B are trained instead of W.
struct LoraConfig {
    int loraRank = 0;       ///< rows of A; 0: every weight is trained
    double loraAlpha = 16;  ///< α
    double loraDropout = 0;
    LoraTargets loraTargets = LoraTargets::QueryValue;

    friend bool operator==(const LoraConfig&, const LoraConfig&) = default;
};

template <class V>
void describe(V& v, LoraConfig& c) {
    v.field(c.loraRank, {.key = "loraRank",
                         .label = "LoRA rank",
                         .range = {0, 1024},
                         .help = "Train low-rank adapters of this rank beside the weights (Hu et al. 2022): no second "
                                 "model in memory, and little to learn; 0 trains every weight."});
    v.field(c.loraAlpha, {.key = "loraAlpha",
                          .label = "LoRA alpha",
                          .range = {1e-6, 1e6},
                          .help = "Divided by the rank it is the factor of what an adapter adds."});
    v.field(c.loraDropout, {.key = "loraDropout",
                            .label = "LoRA dropout",
                            .range = {0, 0.99},
                            .help = "Share of what an adapter reads that is left out while learning."});
    v.field(c.loraTargets, {.key = "loraTargets",
                            .label = "LoRA targets",
                            .help = "Which matrices of a layer get an adapter: query and value, as PEFT does for most "
                                    "models; all of attention; or the feed-forward's too."});
}

}  // namespace detox
