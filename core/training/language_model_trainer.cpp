// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/language_model_trainer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>

#include "core/training/linear_cross_entropy.h"
#include "core/util/error.h"

namespace detox {
namespace {

constexpr std::int64_t kMeasuredRows = 64;  ///< at a time

std::vector<at::Tensor> tensorsOf(const CausalLm& model) {
    std::vector<at::Tensor> tensors;
    for (const auto& parameter : model.parameters().all()) tensors.push_back(parameter.tensor);
    return tensors;
}

at::Tensor flat(const at::Tensor& hidden) {
    return hidden.reshape({-1, hidden.size(-1)});
}

}  // namespace

LanguageModelTrainer::LanguageModelTrainer(CausalLm model, const LanguageModelTraining& options)
    : m_model(std::move(model)), m_optimiser(tensorsOf(m_model), options.optimiser), m_options(options) {
    for (const auto& parameter : m_optimiser.parameters()) {
        parameter.mutable_grad() = at::zeros_like(parameter.detach());
    }
}

double LanguageModelTrainer::accumulate(const at::Tensor& inputs, const at::Tensor& targets) {
    Dropout draws(m_options.seed, static_cast<std::uint32_t>(m_optimiser.steps()));
    const at::Tensor hidden = flat(m_model.hiddenStates({.ids = inputs, .mask = {}, .positions = {}},
                                                        {.draws = &draws, .share = m_options.dropout}));
    const at::Tensor& head = m_model.weights().head;
    const double perToken = 1.0 / static_cast<double>(targets.numel());
    const auto out = linearCrossEntropy(hidden.detach(), head.detach(), targets.view({-1}).to(m_model.device()),
                                        perToken, head.grad());
    hidden.backward(out.hiddenGradient);
    return out.loss * perToken;
}

StepResult LanguageModelTrainer::step(const TokenRows& rows, const std::vector<std::int64_t>& batch,
                                      double learningRate) {
    m_optimiser.zeroGradients();
    StepResult result;
    result.loss = accumulate(rows.inputs(batch), rows.targets(batch));
    result.gradientNorm = globalGradientNorm(m_optimiser.parameters());
    if (!std::isfinite(result.loss) || !std::isfinite(result.gradientNorm)) {
        throw invalidInput("The loss is no longer a number at learning rate " + std::to_string(learningRate) +
                           "; try a smaller one or a gradient norm limit.");
    }
    m_optimiser.step(learningRate, clipScale(result.gradientNorm, m_options.maxGradNorm));
    return result;
}

double LanguageModelTrainer::meanLoss(const TokenRows& rows, std::int64_t limit) const {
    const c10::NoGradGuard guard;
    const std::int64_t count = limit > 0 ? std::min(limit, rows.count()) : rows.count();
    double sum = 0;
    for (std::int64_t begin = 0; begin < count; begin += kMeasuredRows) {
        std::vector<std::int64_t> batch(static_cast<std::size_t>(std::min(kMeasuredRows, count - begin)));
        std::iota(batch.begin(), batch.end(), begin);
        const at::Tensor hidden = m_model.hiddenStates({.ids = rows.inputs(batch), .mask = {}, .positions = {}});
        sum += linearCrossEntropy(flat(hidden), m_model.weights().head,
                                  rows.targets(batch).view({-1}).to(m_model.device()))
                   .loss;
    }
    return sum / static_cast<double>(count * rows.rowTokens());
}

void LanguageModelTrainer::divideLogits(double temperature) {
    const c10::NoGradGuard guard;
    // The head may be tied to the embedding, which must stay; the norm before it serves the head alone.
    const NormWeights& norm = m_model.weights().finalNorm;
    norm.weight.div_(temperature);
    norm.bias.div_(temperature);
}

}  // namespace detox
