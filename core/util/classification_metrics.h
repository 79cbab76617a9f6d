// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace detox {

struct LabelledScore {
    double toxicity = 0;  ///< what the classifier says, P(toxic)
    bool toxic = false;   ///< what the label says
};

struct ClassificationMetrics {
    int n = 0;
    double accuracy = 0;
    double f1 = 0;   ///< of the toxic class; 0 when nothing toxic was found
    double auc = 0;  ///< area under the ROC curve, ties counted half; NaN when only one class occurs
};

/// Agreement of scores with labels; a text counts as called toxic from `threshold` on. AUC is the Mann–Whitney
/// statistic over average ranks (Fawcett 2006, "An introduction to ROC analysis"). All zero (AUC NaN) without texts.
[[nodiscard]] ClassificationMetrics classificationMetrics(std::span<const LabelledScore> texts, double threshold = 0.5);

}  // namespace detox
