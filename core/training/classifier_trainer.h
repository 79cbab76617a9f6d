// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/models/adamw.h"
#include "core/models/sequence_classifier.h"
#include "core/training/classifier_rows.h"
#include "core/training/masked_tokens.h"
#include "core/util/calibration.h"

namespace detox {

struct ClassifierStep {
    double loss = 0;          ///< mean over rows (labels) or hidden tokens (pretraining), nats
    double gradientNorm = 0;  ///< before clipping
};

struct ClassifierTraining {
    AdamWOptions optimiser;
    double maxGradNorm = 0;
    std::uint64_t seed = 0;  ///< of dropout
    double hideShare = 0;    ///< of the tokens, while fitting labels
};

/// One classifier and its optimiser: a step at a time. A non-finite loss or gradient norm changes nothing and throws.
class ClassifierTrainer {
public:
    ClassifierTrainer(SequenceClassifier model, const ClassifierTraining& options);

    /// Cross-entropy towards the rows' targets, averaged by their weights; `step` addresses dropout and hidden tokens.
    /// A batch without weight changes nothing.
    ClassifierStep fitLabels(const std::vector<ClassifierRow>& rows, const std::vector<std::size_t>& batch,
                             const MaskingRule& rule, std::int64_t step, double learningRate);
    /// Cross-entropy of hidden tokens, the head tied to the embedding. A batch with nothing hidden changes nothing.
    ClassifierStep fitHiddenTokens(const std::vector<ClassifierRow>& rows, const std::vector<std::size_t>& batch,
                                   const MaskingRule& rule, std::int64_t step, double learningRate);

    /// Moments and step count as at the start; the weights stay.
    void resetOptimiser();

    /// Margin and label of each row, in order.
    [[nodiscard]] std::vector<LabelledMargin> margins(const std::vector<ClassifierRow>& rows) const;
    /// Divides the logits by `temperature` from now on, by way of the head's weights.
    void setTemperature(double temperature);

    [[nodiscard]] const SequenceClassifier& model() const { return m_model; }
    [[nodiscard]] AdamW& optimiser() { return m_optimiser; }
    [[nodiscard]] const AdamW& optimiser() const { return m_optimiser; }

private:
    ClassifierStep apply(double loss, double learningRate);

    SequenceClassifier m_model;
    AdamW m_optimiser;
    const ClassifierTraining m_options;
};

}  // namespace detox
