// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/report.h"

#include <cmath>

#include <ATen/TensorOperators.h>

#include "core/api/metric_names.h"
#include "core/ppo/masked_statistics.h"

namespace detox {
namespace {

using Metrics = std::map<std::string, double>;

struct MeanAndDeviation {
    double mean = 0;
    double deviation = 0;  ///< with Bessel's correction; 0 for a single value
};

MeanAndDeviation spreadOf(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    MeanAndDeviation result;
    for (const double value : values) result.mean += value / n;
    double squares = 0;
    for (const double value : values) squares += (value - result.mean) * (value - result.mean);
    if (values.size() > 1) result.deviation = std::sqrt(squares / (n - 1));
    return result;
}

std::vector<double> toNumbers(const at::Tensor& row) {
    const at::Tensor doubles = row.to(at::kDouble).cpu().contiguous();
    return {doubles.data_ptr<double>(), doubles.data_ptr<double>() + doubles.numel()};
}

std::vector<double> lengths(const TokenRows& rows) {
    std::vector<double> result;
    for (const auto& row : rows) result.push_back(static_cast<double>(row.size()));
    return result;
}

void addObjective(Metrics& metrics, const ReportInputs& inputs, const std::vector<double>& klPerSequence) {
    const Rollouts& r = inputs.rollouts;
    metrics[metric::kKl] = spreadOf(klPerSequence).mean;
    metrics[metric::kKlPerToken] = maskedMean(r.logprobs - r.refLogprobs, r.mask).item<double>();
    metrics[metric::kKlCoef] = inputs.klCoef;
    metrics[metric::kLengthCoef] = inputs.lengthCoef;
    metrics[metric::kEntropy] = -(r.logprobs * r.mask).sum(1).mean().item<double>();
    metrics[metric::kMeanNonScoreReward] = maskedMean(inputs.rewards.nonScoreRewards, r.mask).item<double>();
}

void addScoresAndLengths(Metrics& metrics, const Rollouts& rollouts) {
    const auto scores = spreadOf(toNumbers(rollouts.scores));
    const auto raw = spreadOf(toNumbers(rollouts.rawScores));
    const auto queries = spreadOf(lengths(rollouts.queries));
    const auto responses = spreadOf(lengths(rollouts.responses));
    metrics[metric::kMeanScores] = scores.mean;
    metrics[metric::kStdScores] = scores.deviation;
    metrics[metric::kRewardMean] = raw.mean;
    metrics[metric::kRewardStd] = raw.deviation;
    metrics[metric::kQueryLengthMean] = queries.mean;
    metrics[metric::kQueryLengthStd] = queries.deviation;
    metrics[metric::kResponseLengthMean] = responses.mean;
    metrics[metric::kResponseLengthStd] = responses.deviation;
}

void addOptimisation(Metrics& metrics, const OptimiseReport& optimised, double learningRate) {
    std::vector<double> norms;
    for (const auto& step : optimised.steps) norms.push_back(step.norm);
    if (!norms.empty()) metrics[metric::kGradNorm] = spreadOf(norms).mean;
    metrics[metric::kGuardSkips] = optimised.guardSkips;
    metrics[metric::kNonFiniteSkips] = optimised.nonFiniteSkips;
    metrics[metric::kFirstRatioDeviation] = optimised.firstRatioDeviation;
    metrics[metric::kLearningRate] = learningRate;
}

}  // namespace

PpoReport describeUpdate(const ReportInputs& inputs, const OptimiseReport& optimised, const PpoConfig& config) {
    const Rollouts& r = inputs.rollouts;
    const at::Tensor kl = config.objectiveKlFollowsPenalty ? r.kl : r.logprobs - r.refLogprobs;
    PpoReport report{.metrics = averageMetrics(optimised.minibatches),
                     .klPerSequence = toNumbers((kl * r.mask).sum(1)),
                     .minibatches = optimised.minibatches,
                     .steps = optimised.steps,
                     .guardSkips = optimised.guardSkips,
                     .nonFiniteSkips = optimised.nonFiniteSkips,
                     .oldLogprobsRecomputed = optimised.oldLogprobsRecomputed};
    addObjective(report.metrics, inputs, report.klPerSequence);
    addScoresAndLengths(report.metrics, r);
    addOptimisation(report.metrics, optimised, config.learningRate);
    std::erase_if(report.metrics, [](const auto& metric) { return !std::isfinite(metric.second); });
    return report;
}

}  // namespace detox
