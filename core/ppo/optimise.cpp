// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/optimise.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include "core/api/metric_names.h"
#include "core/ppo/ending_kl.h"
#include "core/ppo/losses.h"
#include "core/ppo/masked_statistics.h"
#include "core/ppo/self_check.h"

namespace detox {
namespace {

// TRL 0.7.1 PPOTrainer._early_stop.
constexpr double kEarlyStopFactor = 1.5;

std::vector<at::Tensor> tensorsOf(const std::vector<NamedTensor>& named) {
    std::vector<at::Tensor> tensors;
    for (const auto& parameter : named) tensors.push_back(parameter.tensor);
    return tensors;
}

template <class Row>
std::vector<Row> pick(const std::vector<Row>& all, const std::vector<std::int64_t>& rows) {
    std::vector<Row> chosen;
    for (const std::int64_t row : rows) chosen.push_back(all.at(static_cast<std::size_t>(row)));
    return chosen;
}

/// Linear: from 1 in the first update to 1/updates in the last, and so on after it.
double scheduledShare(const PpoConfig& config, int update) {
    if (config.learningRateSchedule == LearningRateSchedule::Constant) return 1;
    return static_cast<double>(std::max(config.updates - update + 1, 1)) / config.updates;
}

/// The same for all minibatches of an update, so that these split as they like. With a target the weight grows with the
/// distance of the mean entropy from it, as a spring's force.
double entropyWeight(const PpoConfig& config, const Rollouts& rollouts) {
    if (config.entropyTarget == 0) return config.entropyCoef;
    return config.entropyCoef * (config.entropyTarget - maskedMean(rollouts.entropies, rollouts.mask).item<double>());
}

/// The number, over the run, of the update's minibatch after `seen` others.
std::uint32_t trainingStep(const PpoConfig& config, int update, std::ptrdiff_t seen) {
    const std::ptrdiff_t perEpoch = (config.batchSize + config.minibatchSize - 1) / config.minibatchSize;
    return static_cast<std::uint32_t>((update - 1) * config.ppoEpochs * perEpoch + seen);
}

/// A guarded minibatch as TRL reports it: its losses count as 0.
void zeroLosses(MinibatchStatistics& statistics) {
    for (const char* name : {metric::kLossPolicy, metric::kLossValue, metric::kLossTotal}) statistics.metrics[name] = 0;
}

}  // namespace

/// Rows of the batch, cut to their own longest response.
struct PolicyOptimiser::Minibatch {
    SequenceBatch sequences;
    at::Tensor rows;  // int64 [rows]
    at::Tensor mask, oldLogprobs, refLogEnd, oldValues, advantages, returns;

    [[nodiscard]] at::Tensor cut(const at::Tensor& all) const {
        return all.index_select(0, rows).narrow(1, 0, sequences.responseLength);
    }
};

PolicyOptimiser::PolicyOptimiser(const PpoConfig& config, const RolloutModels& models,
                                 const RolloutOptions& rolloutOptions)
    : m_config(config),
      m_policy(models.policy),
      m_reference(models.reference),
      m_rolloutOptions(rolloutOptions),
      m_adam(tensorsOf(models.policy.parameters()), {}),
      m_gradients(m_adam.parameters()) {
    if (config.valueLearningRate == 0) return;
    const std::size_t count = m_adam.parameters().size();
    for (std::size_t i = count - models.policy.valueParameters(); i < count; ++i) {
        m_adam.setRateScale(i, config.valueLearningRate / config.learningRate);
    }
}

OptimiseReport PolicyOptimiser::optimise(const OptimiseInputs& inputs) {
    OptimiseReport report;
    const std::int64_t count = inputs.rollouts.mask.size(0);
    double policyKl = 0;
    for (int epoch = 0; epoch < m_config.ppoEpochs; ++epoch) {
        ++report.epochs;
        const auto order = inputs.order.rows(inputs.update, epoch, count);
        int waiting = 0;
        for (std::int64_t first = 0; first < count; first += m_config.minibatchSize) {
            const ComputeTurn turn = inputs.check();
            const std::int64_t last = std::min<std::int64_t>(first + m_config.minibatchSize, count);
            train(inputs, {order.begin() + first, order.begin() + last}, report);
            if (++waiting == m_config.accumulationSteps || last == count) {
                step(m_config.learningRate * scheduledShare(m_config, inputs.update), report);
                waiting = 0;
            }
        }
        if (!report.minibatches.empty()) policyKl = report.minibatches.back().policyKl;
        if (m_config.earlyStop && policyKl > kEarlyStopFactor * m_config.earlyStopKl) break;
    }
    return report;
}

PolicyOptimiser::Minibatch PolicyOptimiser::select(const OptimiseInputs& inputs,
                                                   const std::vector<std::int64_t>& rows) const {
    const Rollouts& rollouts = inputs.rollouts;
    Minibatch minibatch{.sequences = layOut(pick(rollouts.queries, rows), pick(rollouts.responses, rows)),
                        .rows = at::tensor(rows)};
    if (!rollouts.trunk.empty()) minibatch.sequences.trunk = at::cat(pick(rollouts.trunk, rows));
    minibatch.mask = minibatch.cut(rollouts.mask);
    minibatch.oldLogprobs = minibatch.cut(rollouts.logprobs);
    if (rollouts.refLogEnd.defined()) minibatch.refLogEnd = minibatch.cut(rollouts.refLogEnd);
    minibatch.oldValues = minibatch.cut(inputs.advantages.values);
    minibatch.advantages = minibatch.cut(inputs.advantages.advantages);
    minibatch.returns = minibatch.cut(inputs.advantages.returns);
    if (m_config.whitenPerMinibatch) minibatch.advantages = whiten(minibatch.advantages, minibatch.mask);
    return minibatch;
}

void PolicyOptimiser::train(const OptimiseInputs& inputs, const std::vector<std::int64_t>& rows,
                            OptimiseReport& report) {
    Minibatch minibatch = select(inputs, rows);
    const std::ptrdiff_t seen = std::ssize(report.minibatches) + report.guardSkips + report.nonFiniteSkips;
    const ResponseOutput output =
        m_policy.trainingForward(minibatch.sequences, trainingStep(m_config, inputs.update, seen));
    const auto reference = original(minibatch.sequences);
    const TokenStatistics statistics =
        tokenStatistics(output.distributions, {.targets = minibatch.sequences.targets,
                                               .end = m_rolloutOptions.end,
                                               .reference = reference ? &*reference : nullptr});
    const auto spreadOut = [&](const at::Tensor& perToken) { return spread(perToken, minibatch.sequences); };
    const at::Tensor logprobs = spreadOut(statistics.logprobs);
    const double entropyCoef = entropyWeight(m_config, inputs.rollouts);
    const at::Tensor entropies = entropyCoef != 0 ? statistics.entropies : statistics.entropies.detach();
    at::Tensor ending;
    if (m_rolloutOptions.end) {
        const at::Tensor& end = statistics.endLogprobs;
        ending = endingKl(minibatch.refLogEnd, spreadOut(m_config.endingCoef != 0 ? end : end.detach()));
    }
    if (seen == 0 && !m_policy.dropsOut()) {  // what drops out never repeats its log-probabilities
        selfCheck(inputs, logprobs, minibatch, report);
    }
    Losses losses = ppoLosses({.logprobs = logprobs,
                               .values = spreadOut(output.values),
                               .entropies = spreadOut(entropies),
                               .fullKl = reference ? spreadOut(statistics.kl) : at::Tensor(),
                               .endingKl = ending,
                               .oldLogprobs = minibatch.oldLogprobs,
                               .oldValues = minibatch.oldValues,
                               .advantages = minibatch.advantages,
                               .returns = minibatch.returns,
                               .mask = minibatch.mask},
                              {.clipRange = m_config.clipRange,
                               .valueClipRange = m_config.valueClipRange,
                               .valueCoef = m_config.valueCoef,
                               .entropyCoef = entropyCoef,
                               .klLossCoef = m_config.klLossCoef,
                               .endingCoef = m_config.endingCoef});
    const Verdict verdict = learn(losses.total, losses.statistics);
    if (verdict == Verdict::NotFinite) ++report.nonFiniteSkips;
    if (verdict == Verdict::RatioTooLarge) {
        ++report.guardSkips;
        if (!m_config.ratioGuardKeepsMomentum) return;
        zeroLosses(losses.statistics);
    }
    if (verdict != Verdict::NotFinite) report.minibatches.push_back(std::move(losses.statistics));
}

std::optional<TokenDistributions> PolicyOptimiser::original(const SequenceBatch& sequences) const {
    if (m_config.klLossCoef == 0) return std::nullopt;
    const c10::NoGradGuard noGradient;
    return m_reference.forward(sequences).distributions;
}

void PolicyOptimiser::selfCheck(const OptimiseInputs& inputs, const at::Tensor& logprobs, Minibatch& minibatch,
                                OptimiseReport& report) const {
    const SelfCheck check =
        checkFirstRatios(probabilityRatio(logprobs, minibatch.oldLogprobs), minibatch.mask, m_policy.precision());
    report.firstRatioDeviation = check.deviation;
    if (check.passed) return;
    report.oldLogprobsRecomputed = true;
    inputs.rollouts.logprobs = currentLogprobs(inputs.rollouts, m_policy, m_rolloutOptions);
    minibatch.oldLogprobs = minibatch.cut(inputs.rollouts.logprobs);
}

PolicyOptimiser::Verdict PolicyOptimiser::learn(const at::Tensor& loss, const MinibatchStatistics& statistics) {
    const bool byTokens = m_config.lossAveraging == LossAveraging::Tokens;
    const double weight = byTokens ? statistics.tokens : 1.0;
    if (statistics.meanRatio > m_config.ratioThreshold) {
        if (m_config.ratioGuardKeepsMomentum) m_gradients.takeZero(weight);
        return Verdict::RatioTooLarge;
    }
    if (!std::isfinite(statistics.metrics.at(metric::kLossTotal))) return Verdict::NotFinite;
    m_gradients.begin();
    loss.backward();
    return m_gradients.take(weight) ? Verdict::Counts : Verdict::NotFinite;
}

void PolicyOptimiser::step(double learningRate, OptimiseReport& report) {
    if (m_gradients.empty()) return;
    const double norm = m_gradients.release();
    const bool clips = !m_config.clipFirstStepOnly || m_adam.steps() == 0;
    const double scale = clips ? clipScale(norm, m_config.maxGradNorm) : 1.0;
    m_adam.step(learningRate, scale);
    report.steps.push_back({.norm = norm, .clippedNorm = norm * scale});
}

}  // namespace detox
