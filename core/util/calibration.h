// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/util/classification_metrics.h"

namespace detox {

/// What a two-label classifier says before the softmax, and what the label says.
struct LabelledMargin {
    double margin = 0;  ///< logit of toxic minus logit of neutral
    bool toxic = false;
    double weight = 1;  ///< in the fit of a temperature
};

/// P(toxic) at a temperature: 1/(1 + exp(−margin/temperature)).
[[nodiscard]] std::vector<LabelledScore> scoresAt(std::span<const LabelledMargin> texts, double temperature = 1);

/// The temperature in [0.05, 20] at which the labels' negative log-likelihood is least (Guo et al. 2017, "On
/// calibration of modern neural networks", section 4.2). 1 without texts or with one class only.
[[nodiscard]] double fitTemperature(std::span<const LabelledMargin> texts);

/// One tenth of [0, 1] of a reliability diagram.
struct ReliabilityBin {
    int n = 0;
    double meanScore = 0;   ///< of the texts whose P(toxic) lies in this tenth
    double toxicShare = 0;  ///< how many of them are toxic
};

struct Reliability {
    std::vector<ReliabilityBin> bins;  ///< ten
    double calibrationError = 0;  ///< mean of |meanScore − toxicShare| weighted by n (Guo et al. 2017, equation 3)
};

[[nodiscard]] Reliability reliabilityOf(std::span<const LabelledScore> texts);

}  // namespace detox
