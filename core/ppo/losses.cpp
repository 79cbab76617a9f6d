// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/losses.h"

#include <utility>
#include <vector>

#include <ATen/TensorOperators.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/max.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/stack.h>
#include <c10/core/GradMode.h>

#include "core/api/metric_names.h"
#include "core/ppo/masked_statistics.h"

namespace detox {
namespace {

/// Two versions of a per-token loss; the larger one counts, so that clipping only ever removes an incentive.
struct ClippedLoss {
    at::Tensor plain;    // [rows, responseLength]
    at::Tensor clipped;  // [rows, responseLength]

    [[nodiscard]] at::Tensor mean(const at::Tensor& mask) const {
        return maskedMean(at::maximum(plain, clipped), mask);
    }
    [[nodiscard]] at::Tensor clipFraction(const at::Tensor& mask) const {
        return maskedMean(clipped.gt(plain).to(mask.scalar_type()), mask);
    }
};

ClippedLoss policyLoss(const LossInputs& in, double clipRange) {
    const at::Tensor ratio = (in.logprobs - in.oldLogprobs.detach()).exp();
    const at::Tensor advantages = in.advantages.detach();
    return {.plain = -advantages * ratio, .clipped = -advantages * at::clamp(ratio, 1.0 - clipRange, 1.0 + clipRange)};
}

ClippedLoss valueLoss(const LossInputs& in, double clipRange) {
    const at::Tensor old = in.oldValues.detach();
    const at::Tensor returns = in.returns.detach();
    const at::Tensor clipped = at::maximum(at::minimum(in.values, old + clipRange), old - clipRange);
    return {.plain = (in.values - returns).square(), .clipped = (clipped - returns).square()};
}

/// Collects scalars and brings them to the host in one transfer.
class ScalarReader {
public:
    void add(const char* name, const at::Tensor& scalar) {
        m_names.emplace_back(name);
        m_scalars.push_back(scalar.detach().to(at::kDouble));
    }
    [[nodiscard]] std::map<std::string, double> read() const {
        const at::Tensor values = at::stack(m_scalars).cpu();
        std::map<std::string, double> result;
        for (std::size_t i = 0; i < m_names.size(); ++i) result[m_names[i]] = values.data_ptr<double>()[i];
        return result;
    }

private:
    std::vector<std::string> m_names;
    std::vector<at::Tensor> m_scalars;
};

void addBatchStatistics(ScalarReader& reader, const LossInputs& in) {
    reader.add(metric::kPolicyEntropy, maskedMean(in.entropies, in.mask));
    if (in.endingKl.defined()) reader.add(metric::kEndingKl, maskedMean(in.endingKl, in.mask));
    reader.add(metric::kAdvantagesMean, maskedMean(in.advantages, in.mask));
    reader.add(metric::kReturnsMean, maskedMean(in.returns, in.mask));
    reader.add(metric::kReturnsVar, maskedVariance(in.returns, in.mask));
    reader.add(metric::kValueMean, maskedMean(in.oldValues, in.mask));
    reader.add(metric::kValueVar, maskedVariance(in.oldValues, in.mask));
    reader.add(metric::kValuePrediction, maskedMean(in.values, in.mask));
    reader.add(metric::kValueError, maskedMean((in.values - in.returns).square(), in.mask));
}

double take(std::map<std::string, double>& values, const char* name) {
    const double value = values.at(name);
    values.erase(name);
    return value;
}

}  // namespace

at::Tensor probabilityRatio(const at::Tensor& logprobs, const at::Tensor& oldLogprobs) {
    return (logprobs.detach() - oldLogprobs.detach()).exp();
}

Losses ppoLosses(const LossInputs& in, const LossOptions& options) {
    const ClippedLoss policy = policyLoss(in, options.clipRange);
    const ClippedLoss value = valueLoss(in, options.valueClipRange);
    Losses result{.policy = policy.mean(in.mask),
                  .value = value.mean(in.mask) * 0.5,
                  .total = {},
                  .ratio = probabilityRatio(in.logprobs, in.oldLogprobs),
                  .statistics = {}};
    result.total = result.policy + result.value * options.valueCoef;
    if (options.entropyCoef != 0) result.total = result.total - maskedMean(in.entropies, in.mask) * options.entropyCoef;
    if (options.klLossCoef != 0) result.total = result.total + maskedMean(in.fullKl, in.mask) * options.klLossCoef;
    if (options.endingCoef != 0) result.total = result.total + maskedMean(in.endingKl, in.mask) * options.endingCoef;

    const c10::NoGradGuard noGradient;
    const at::Tensor moved = in.oldLogprobs - in.logprobs;
    ScalarReader reader;
    reader.add("ratio", maskedMean(result.ratio, in.mask));
    reader.add("tokens", in.mask.sum());
    reader.add(metric::kLossPolicy, result.policy);
    reader.add(metric::kLossValue, result.value);
    reader.add(metric::kLossTotal, result.total);
    reader.add(metric::kApproxKl, maskedMean(moved.square(), in.mask) * 0.5);
    reader.add(metric::kPolicyKl, maskedMean(moved, in.mask));
    reader.add(metric::kClipFraction, policy.clipFraction(in.mask));
    reader.add(metric::kValueClipFraction, value.clipFraction(in.mask));
    addBatchStatistics(reader, in);
    auto& statistics = result.statistics;
    statistics.metrics = reader.read();
    statistics.meanRatio = take(statistics.metrics, "ratio");
    statistics.tokens = take(statistics.metrics, "tokens");
    statistics.policyKl = statistics.metrics.at(metric::kPolicyKl);
    return result;
}

}  // namespace detox
