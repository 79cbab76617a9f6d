// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/adamw.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <ATen/Parallel.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>

#include "core/util/error.h"

namespace detox {
namespace {

/// Everything of one step that is the same for every element.
struct StepConstants {
    float beta1, beta2;
    float oneMinusBeta1, oneMinusBeta2;  ///< from double: 1 - 0.999F has lost three digits
    float decay;                         ///< 1 − learningRate · weightDecay
    float stepSize;                      ///< learningRate / (1 − beta1^t)
    float rootScale;                     ///< 1 / sqrt(1 − beta2^t)
    float epsilon;
    float gradientScale;
};

struct ElementRange {
    float* weight;
    const float* gradient;
    float* first;
    float* second;
    std::int64_t count;
};

/// Vectorised for the processor at hand; sqrt must not set errno for that.
__attribute__((target_clones("default", "arch=haswell", "arch=skylake-avx512"), optimize("O3", "no-math-errno"))) void
updateRange(const ElementRange& range, const StepConstants& c) {
    float* __restrict weight = range.weight;
    const float* __restrict gradient = range.gradient;
    float* __restrict first = range.first;
    float* __restrict second = range.second;
    for (std::int64_t i = 0; i < range.count; ++i) {
        const float g = gradient[i] * c.gradientScale;
        const float m = c.beta1 * first[i] + c.oneMinusBeta1 * g;
        const float v = c.beta2 * second[i] + c.oneMinusBeta2 * g * g;
        first[i] = m;
        second[i] = v;
        weight[i] = weight[i] * c.decay - c.stepSize * m / (__builtin_sqrtf(v) * c.rootScale + c.epsilon);
    }
}

__attribute__((target_clones("default", "arch=haswell", "arch=skylake-avx512"), optimize("O3"))) float squaresOfBlock(
    const float* x, std::int64_t count) {
    constexpr int kLanes = 32;
    float sums[kLanes] = {};
    std::int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        for (int lane = 0; lane < kLanes; ++lane) sums[lane] += x[i + lane] * x[i + lane];
    }
    for (; i < count; ++i) sums[0] += x[i] * x[i];
    float sum = 0;
    for (const float lane : sums) sum += lane;
    return sum;
}

constexpr std::int64_t kGrain = 1 << 16;

/// In blocks of one size, so that the sum is the same on any number of threads.
double squaresOf(const at::Tensor& x) {
    constexpr std::int64_t kBlock = 1 << 12;
    const float* data = x.data_ptr<float>();
    std::vector<float> sums(static_cast<std::size_t>((x.numel() + kBlock - 1) / kBlock));
    at::parallel_for(0, std::ssize(sums), kGrain / kBlock, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            sums[static_cast<std::size_t>(i)] =
                squaresOfBlock(data + i * kBlock, std::min(kBlock, x.numel() - i * kBlock));
        }
    });
    return std::accumulate(sums.begin(), sums.end(), 0.0);
}

struct ParameterState {
    const at::Tensor& weight;
    const at::Tensor& first;
    const at::Tensor& second;
};

void updateOnCpu(const ParameterState& state, const StepConstants& constants) {
    float* weight = state.weight.data_ptr<float>();
    const at::Tensor gradient = state.weight.grad().contiguous();
    const float* g = gradient.data_ptr<float>();
    float* first = state.first.data_ptr<float>();
    float* second = state.second.data_ptr<float>();
    at::parallel_for(0, state.weight.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
        updateRange({weight + begin, g + begin, first + begin, second + begin, end - begin}, constants);
    });
}

void updateAnywhere(const ParameterState& state, const StepConstants& c) {
    const at::Tensor g = state.weight.grad().to(state.first.scalar_type()).mul(c.gradientScale);
    state.first.mul_(c.beta1).add_(g, c.oneMinusBeta1);
    state.second.mul_(c.beta2).addcmul_(g, g, c.oneMinusBeta2);
    const at::Tensor denominator = state.second.sqrt().mul_(c.rootScale).add_(c.epsilon);
    state.weight.mul_(c.decay).addcdiv_(state.first, denominator, -c.stepSize);
}

}  // namespace

AdamW::AdamW(std::vector<at::Tensor> parameters, const AdamWOptions& options)
    : m_options(options), m_parameters(std::move(parameters)), m_rateScales(m_parameters.size(), 1.0) {
    const c10::NoGradGuard guard;
    for (const auto& parameter : m_parameters) {
        if (!parameter.is_contiguous()) throw internalError("AdamW was given a parameter that is not contiguous.");
        m_first.push_back(at::zeros_like(parameter));
        m_second.push_back(at::zeros_like(parameter));
    }
}

void AdamW::step(double learningRate, double gradientScale) {
    const c10::NoGradGuard guard;
    ++m_steps;
    const auto t = static_cast<double>(m_steps);
    const double correction1 = 1.0 - std::pow(m_options.beta1, t);
    const double correction2 = 1.0 - std::pow(m_options.beta2, t);
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        const at::Tensor& parameter = m_parameters[i];
        if (!parameter.grad().defined()) continue;
        const double rate = learningRate * m_rateScales[i];
        const double decay = parameter.dim() >= 2 ? rate * m_options.weightDecay : 0.0;
        const StepConstants constants{.beta1 = static_cast<float>(m_options.beta1),
                                      .beta2 = static_cast<float>(m_options.beta2),
                                      .oneMinusBeta1 = static_cast<float>(1.0 - m_options.beta1),
                                      .oneMinusBeta2 = static_cast<float>(1.0 - m_options.beta2),
                                      .decay = static_cast<float>(1.0 - decay),
                                      .stepSize = static_cast<float>(rate / correction1),
                                      .rootScale = static_cast<float>(1.0 / std::sqrt(correction2)),
                                      .epsilon = static_cast<float>(m_options.epsilon),
                                      .gradientScale = static_cast<float>(gradientScale)};
        const ParameterState state{parameter, m_first[i], m_second[i]};
        if (parameter.is_cpu() && parameter.scalar_type() == at::kFloat) {
            updateOnCpu(state, constants);
        } else {
            updateAnywhere(state, constants);
        }
    }
}

void AdamW::zeroGradients() {
    const c10::NoGradGuard guard;
    for (auto& parameter : m_parameters) {
        if (parameter.grad().defined()) parameter.mutable_grad().zero_();
    }
}

double globalGradientNorm(const std::vector<at::Tensor>& parameters) {
    const c10::NoGradGuard guard;
    double squares = 0;
    std::vector<at::Tensor> norms;  // of what is not on the processor
    for (const auto& parameter : parameters) {
        if (!parameter.grad().defined()) continue;
        if (parameter.grad().is_cpu() && parameter.grad().scalar_type() == at::kFloat) {
            squares += squaresOf(parameter.grad().contiguous());
        } else {
            norms.push_back(parameter.grad().norm());
        }
    }
    if (!norms.empty()) squares += at::stack(norms).to(at::kDouble).square().sum().item<double>();
    return std::sqrt(squares);
}

double clipScale(double norm, double limit) {
    if (limit <= 0) return 1.0;
    return std::min(1.0, limit / (norm + 1e-6));
}

}  // namespace detox
