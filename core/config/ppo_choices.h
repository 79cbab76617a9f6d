// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/config/field.h"

namespace detox {

/// Per-token estimate of the divergence from the reference (DESIGN 7.4). k3: Schulman, "Approximating KL divergence",
/// 2020.
enum class KlKind { Kl, Abs, Mse, Full, K3 };
enum class KlControl { Adaptive, Fixed };
enum class LossAveraging { Tokens, MeanOfMeans };
enum class LearningRateSchedule { Constant, Linear };

template <>
struct EnumNames<KlKind> {
    static constexpr std::array<EnumName<KlKind>, 5> names{{
        {KlKind::Kl, "kl", "lp − lpRef"},
        {KlKind::Abs, "abs", "|lp − lpRef|"},
        {KlKind::Mse, "mse", "½(lp − lpRef)²"},
        {KlKind::Full, "full", "over the whole vocabulary"},
        {KlKind::K3, "k3", "k3 estimator"},
    }};
};
template <>
struct EnumNames<KlControl> {
    static constexpr std::array<EnumName<KlControl>, 2> names{{
        {KlControl::Adaptive, "adaptive", "Adaptive β"},
        {KlControl::Fixed, "fixed", "Fixed β"},
    }};
};
template <>
struct EnumNames<LearningRateSchedule> {
    static constexpr std::array<EnumName<LearningRateSchedule>, 2> names{{
        {LearningRateSchedule::Constant, "constant", "Constant"},
        {LearningRateSchedule::Linear, "linear", "Linear to zero"},
    }};
};
template <>
struct EnumNames<LossAveraging> {
    static constexpr std::array<EnumName<LossAveraging>, 2> names{{
        {LossAveraging::Tokens, "tokens", "Over tokens"},
        {LossAveraging::MeanOfMeans, "meanOfMeans", "Mean of means"},
    }};
};

}  // namespace detox
