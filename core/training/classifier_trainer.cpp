// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/classifier_trainer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>

#include "core/training/linear_cross_entropy.h"
#include "core/util/error.h"

namespace detox {
namespace {

constexpr std::size_t kScoredRows = 64;  ///< at a time
constexpr std::uint32_t kPretraining = 1U << 31U;

std::vector<at::Tensor> tensorsOf(const SequenceClassifier& model) {
    std::vector<at::Tensor> tensors;
    for (const auto& parameter : model.parameters().all()) tensors.push_back(parameter.tensor);
    return tensors;
}

std::vector<std::vector<TokenId>> idsOf(const std::vector<ClassifierRow>& rows, std::span<const std::size_t> batch) {
    std::vector<std::vector<TokenId>> ids;
    for (const std::size_t row : batch) ids.push_back(rows[row].ids);
    return ids;
}

/// What multiplies each row's log-probabilities in the loss. float32 [rows, 2]
at::Tensor targetsOf(const std::vector<ClassifierRow>& rows, const std::vector<std::size_t>& batch, double weights) {
    std::vector<float> targets;
    for (const std::size_t row : batch) {
        const double share = rows[row].weight / weights;
        targets.push_back(static_cast<float>(share * (1 - rows[row].target)));
        targets.push_back(static_cast<float>(share * rows[row].target));
    }
    return at::tensor(targets).view({-1, 2});
}

}  // namespace

ClassifierTrainer::ClassifierTrainer(SequenceClassifier model, const ClassifierTraining& options)
    : m_model(std::move(model)), m_optimiser(tensorsOf(m_model), options.optimiser), m_options(options) {
    for (const auto& parameter : m_optimiser.parameters()) {
        parameter.mutable_grad() = at::zeros_like(parameter.detach());
    }
}

ClassifierStep ClassifierTrainer::fitLabels(const std::vector<ClassifierRow>& rows,
                                            const std::vector<std::size_t>& batch, const MaskingRule& rule,
                                            std::int64_t step, double learningRate) {
    double weights = 0;
    for (const std::size_t row : batch) weights += rows[row].weight;
    if (weights <= 0) return {};
    m_optimiser.zeroGradients();
    Dropout dropout(m_options.seed, static_cast<std::uint32_t>(step));
    auto ids = idsOf(rows, batch);
    if (m_options.hideShare > 0) {
        ids = hideTokens(std::move(ids), rule, m_options.hideShare, static_cast<std::uint32_t>(step));
    }
    const TokenBatch tokens = padRows(ids, m_model.config().pad, PaddingSide::Right);
    const at::Tensor logprobs = at::log_softmax(m_model.logits(tokens, &dropout), 1);
    const at::Tensor loss = -(logprobs * targetsOf(rows, batch, weights).to(m_model.device())).sum();
    loss.backward();
    return apply(loss.item<double>(), learningRate);
}

ClassifierStep ClassifierTrainer::fitHiddenTokens(const std::vector<ClassifierRow>& rows,
                                                  const std::vector<std::size_t>& batch, const MaskingRule& rule,
                                                  std::int64_t step, double learningRate) {
    const MaskedTokens masked = maskTokens(idsOf(rows, batch), rule, static_cast<std::uint32_t>(step));
    if (masked.places.empty()) return {};
    m_optimiser.zeroGradients();
    Dropout dropout(m_options.seed, kPretraining | static_cast<std::uint32_t>(step));
    const TokenBatch tokens = padRows(masked.rows, m_model.config().pad, PaddingSide::Right);
    const auto onDevice = [this](const std::vector<std::int64_t>& values) {
        return at::tensor(values).to(m_model.device());
    };
    const at::Tensor hidden = m_model.hiddenStates(tokens, &dropout);  // [B, T, hidden]
    const at::Tensor chosen = hidden.view({-1, hidden.size(2)}).index_select(0, onDevice(masked.places));
    const at::Tensor& embedding = m_model.parameters().get("token_embedding");
    const double perToken = 1.0 / static_cast<double>(masked.places.size());
    const auto out =
        linearCrossEntropy(chosen.detach(), embedding.detach(), onDevice(masked.targets), perToken, embedding.grad());
    chosen.backward(out.hiddenGradient);
    return apply(out.loss * perToken, learningRate);
}

ClassifierStep ClassifierTrainer::apply(double loss, double learningRate) {
    const ClassifierStep result{loss, globalGradientNorm(m_optimiser.parameters())};
    if (!std::isfinite(result.loss) || !std::isfinite(result.gradientNorm)) {
        throw invalidInput("The loss is no longer a number at learning rate " + std::to_string(learningRate) +
                           "; try a smaller one or a gradient norm limit.");
    }
    m_optimiser.step(learningRate, clipScale(result.gradientNorm, m_options.maxGradNorm));
    return result;
}

void ClassifierTrainer::resetOptimiser() {
    for (const auto& moments : {m_optimiser.firstMoments(), m_optimiser.secondMoments()}) {
        for (const at::Tensor& moment : moments) moment.zero_();
    }
    m_optimiser.setSteps(0);
}

std::vector<LabelledMargin> ClassifierTrainer::margins(const std::vector<ClassifierRow>& rows) const {
    const c10::NoGradGuard guard;
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t row) { return rows[row].ids.size(); });
    std::vector<LabelledMargin> margins(rows.size());
    for (std::size_t begin = 0; begin < order.size(); begin += kScoredRows) {
        const auto batch = std::span(order).subspan(begin, std::min(kScoredRows, order.size() - begin));
        const TokenBatch tokens = padRows(idsOf(rows, batch), m_model.config().pad, PaddingSide::Right);
        const at::Tensor logits = m_model.logits(tokens).cpu().contiguous();  // [rows, 2]
        for (std::size_t i = 0; i < batch.size(); ++i) {
            const float* row = logits.data_ptr<float>() + 2 * i;
            margins[batch[i]] = {static_cast<double>(row[1]) - static_cast<double>(row[0]), rows[batch[i]].toxic,
                                 rows[batch[i]].weight};
        }
    }
    return margins;
}

void ClassifierTrainer::setTemperature(double temperature) {
    const c10::NoGradGuard guard;
    for (const char* name : {"head_out.weight", "head_out.bias"}) {
        at::Tensor parameter = m_model.parameters().get(name);
        parameter.div_(temperature);
    }
}

}  // namespace detox
