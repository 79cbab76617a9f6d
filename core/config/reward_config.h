// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>

#include "core/config/field.h"

namespace detox {

/// What the classifier's output becomes (DESIGN 7.3). On disk by key.
enum class RewardShape { NeutralLogit, NeutralProbability, NeutralLogProbability, MinusLogToxic };

template <>
struct EnumNames<RewardShape> {
    static constexpr std::array<EnumName<RewardShape>, 4> names{{
        {RewardShape::NeutralLogit, "neutralLogit", "Logit of neutral"},
        {RewardShape::NeutralProbability, "neutralProbability", "Probability of neutral"},
        {RewardShape::NeutralLogProbability, "neutralLogProbability", "Log-probability of neutral"},
        {RewardShape::MinusLogToxic, "minusLogToxic", "−log P(toxic)"},
    }};
};

struct RewardConfig {
    std::string neutralLabel;  ///< empty: by role, the first known neutral name in id2label
    RewardShape rewardShape = RewardShape::NeutralLogit;
    bool keepSpecialTokens = false;
    bool scaleScores = false;      ///< divide by the running standard deviation (TRL use_score_scaling)
    bool normaliseScores = false;  ///< and subtract the running mean (TRL use_score_norm); needs scaleScores
    double scoreClip = 0;          ///< 0: off
    double prefixWeight = 0;       ///< of the scores of a response's prefixes as potential; 0: off
};

template <class V>
void describe(V& v, RewardConfig& c) {
    v.field(c.neutralLabel, {.key = "neutralLabel",
                             .label = "Neutral label",
                             .help = "The classifier's label for harmless text; empty finds it by its usual names."});
    v.field(c.rewardShape,
            {.key = "rewardShape",
             .label = "Reward",
             .help = "What of the classifier's output is rewarded; the recipe takes the logit of neutral."});
    v.field(c.keepSpecialTokens,
            {.key = "keepSpecialTokens",
             .label = "Score special tokens",
             .help = "Leave end-of-text marks in the text that is scored, as the published script does.",
             .level = Level::Compatibility});
    v.field(
        c.scaleScores,
        {.key = "scaleScores", .label = "Scale scores", .help = "Divide scores by their running standard deviation."});
    v.field(c.normaliseScores, {.key = "normaliseScores",
                                .label = "Normalise scores",
                                .help = "Subtract the running mean as well; needs scaling."});
    v.field(c.scoreClip, {.key = "scoreClip",
                          .label = "Clip scores at",
                          .range = {0, 1000},
                          .help = "Limit scores to ± this value; 0 is off."});
    v.field(c.prefixWeight, {.key = "prefixWeight",
                             .label = "Prefix weight",
                             .range = {0, 1},
                             .help = "Also scores every beginning of a response and rewards each token by this share "
                                     "of what it changes, so that blame falls on the word that earned it; a "
                                     "response's total stays the same. Costs a scoring per token. 0 is off."});
}

}  // namespace detox
