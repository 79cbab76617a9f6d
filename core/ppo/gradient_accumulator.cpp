// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/gradient_accumulator.h"

#include <cmath>
#include <utility>

#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>

#include "core/models/adamw.h"

namespace detox {

GradientAccumulator::GradientAccumulator(std::vector<at::Tensor> parameters)
    : m_parameters(std::move(parameters)), m_mean(m_parameters.size()) {
    dropGradients(m_parameters);
}

bool GradientAccumulator::take(double weight) {
    const c10::NoGradGuard noGradient;
    const double norm = globalGradientNorm(m_parameters);
    if (!std::isfinite(norm)) {
        dropGradients(m_parameters);
        return false;
    }
    const bool first = empty();
    m_norm = first ? std::optional(norm) : std::nullopt;
    m_weight += weight;
    const double share = weight / m_weight;
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        const at::Tensor gradient = m_parameters[i].grad();
        if (first) {
            m_mean[i] = gradient;
            continue;
        }
        if (m_mean[i].defined()) m_mean[i].mul_(1.0 - share);
        if (!gradient.defined()) continue;
        m_mean[i] = m_mean[i].defined() ? m_mean[i].add_(gradient, share) : gradient.mul(share);
    }
    dropGradients(m_parameters);
    return true;
}

void GradientAccumulator::takeZero(double weight) {
    const c10::NoGradGuard noGradient;
    const double before = m_weight;
    m_weight += weight;
    m_norm.reset();
    for (auto& mean : m_mean) {
        if (mean.defined()) mean.mul_(before / m_weight);
    }
}

double GradientAccumulator::release() {
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        m_parameters[i].mutable_grad() = m_mean[i].defined() ? m_mean[i] : at::zeros_like(m_parameters[i]);
        m_mean[i].reset();
    }
    m_weight = 0;
    return m_norm ? *m_norm : globalGradientNorm(m_parameters);
}

void dropGradients(const std::vector<at::Tensor>& parameters) {
    for (const auto& parameter : parameters) parameter.mutable_grad().reset();
}

}  // namespace detox
