// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/api/generation.h"
#include "core/config/reward_config.h"

namespace detox {

/// Which of a classifier's outputs says what (DESIGN 7.3).
struct LabelRoles {
    std::vector<std::string> labels;  ///< id2label in the order of ids
    std::size_t index = 0;            ///< of the neutral label, or of the toxic one when `sigmoid` has no neutral one
    bool indexIsToxic = false;        ///< only with sigmoid
    bool sigmoid = false;             ///< independent outputs (multi-label, or a single one) instead of one softmax

    /// "neutral", or "not toxic" where the toxic label stands for it.
    [[nodiscard]] std::string neutralName() const;
};

/// What a classifier's config.json says of its labels.
struct LabelFacts {
    std::vector<std::string> labels;
    bool multiLabel = false;
    std::string where;  ///< the model's folder, for messages
};

/// `chosen` names the neutral label; empty: by role, the first of neutral, nothate, not-hate, non-toxic, normal,
/// LABEL_0 among the labels (case does not matter), or for independent outputs a label that means toxic. Throws Error
/// listing the labels when the choice is not among them or none fits.
[[nodiscard]] LabelRoles resolveRoles(const LabelFacts& facts, const std::string& chosen);

/// P(toxic) and the neutral score of one text's logits, computed without cancellation. Precondition: as many logits as
/// labels.
[[nodiscard]] TextScore interpret(const std::vector<double>& logits, const LabelRoles& roles);

/// What of a classifier's output is rewarded; finite for finite logits.
[[nodiscard]] double shapedReward(const TextScore& score, const LabelRoles& roles, RewardShape shape);

}  // namespace detox
