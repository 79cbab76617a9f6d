// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/models/adamw.h"
#include "core/models/causal_lm.h"
#include "core/training/token_rows.h"

namespace detox {

struct StepResult {
    double loss = 0;          ///< mean over the batch's tokens, nats
    double gradientNorm = 0;  ///< before clipping
};

struct LanguageModelTraining {
    AdamWOptions optimiser;
    double maxGradNorm = 0;
    double dropout = 0;
    std::uint64_t seed = 0;  ///< of dropout
};

/// One language model and its optimiser: a step at a time.
class LanguageModelTrainer {
public:
    LanguageModelTrainer(CausalLm model, const LanguageModelTraining& options);

    /// Learns from the rows named; the count of steps so far addresses the dropout. A non-finite loss or gradient norm
    /// changes nothing and throws Error.
    StepResult step(const TokenRows& rows, const std::vector<std::int64_t>& batch, double learningRate);
    /// Mean −log p per token over the first `limit` rows (0: all).
    [[nodiscard]] double meanLoss(const TokenRows& rows, std::int64_t limit = 0) const;

    /// Makes plain sampling what sampling at `temperature` was.
    void divideLogits(double temperature);

    [[nodiscard]] const CausalLm& model() const { return m_model; }
    [[nodiscard]] const AdamW& optimiser() const { return m_optimiser; }
    [[nodiscard]] AdamW& optimiser() { return m_optimiser; }

private:
    /// Fills every parameter's gradient for the mean loss; the mean loss.
    double accumulate(const at::Tensor& inputs, const at::Tensor& targets);

    CausalLm m_model;
    AdamW m_optimiser;
    const LanguageModelTraining m_options;
};

}  // namespace detox
