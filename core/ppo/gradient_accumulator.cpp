// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/gradient_accumulator.h"

#include <cmath>
#include <utility>

#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>

#include "core/models/adamw.h"

namespace detox {

GradientAccumulator::GradientAccumulator(std::vector<at::Tensor> parameters)
    : m_parameters(std::move(parameters)), m_aside(m_parameters.size()) {
    for (const auto& parameter : m_parameters) parameter.mutable_grad().reset();
}

void GradientAccumulator::begin() {
    if (m_place == Place::Gradients) {
        for (std::size_t i = 0; i < m_parameters.size(); ++i) std::swap(m_parameters[i].mutable_grad(), m_aside[i]);
        m_place = Place::Aside;
    }
    setZero();
}

void GradientAccumulator::setZero() {
    const c10::NoGradGuard noGradient;
    for (const auto& parameter : m_parameters) {
        at::Tensor& gradient = parameter.mutable_grad();
        if (gradient.defined()) {
            gradient.zero_();
        } else {
            gradient = at::zeros_like(parameter);
        }
    }
}

bool GradientAccumulator::take(double weight) {
    const c10::NoGradGuard noGradient;
    const double norm = globalGradientNorm(m_parameters);
    if (!std::isfinite(norm)) return false;
    m_weight += weight;
    const double share = weight / m_weight;
    m_norm = share == 1 ? std::optional(norm) : std::nullopt;
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        const at::Tensor& gradient = m_parameters[i].grad();
        if (m_place == Place::Aside) {
            m_aside[i].mul_(1.0 - share).add_(gradient, share);
        } else if (share != 1) {
            gradient.mul_(share);
        }
    }
    if (m_place == Place::Nowhere) m_place = Place::Gradients;
    return true;
}

void GradientAccumulator::takeZero(double weight) {
    const c10::NoGradGuard noGradient;
    const double before = m_weight;
    m_weight += weight;
    m_norm.reset();
    if (m_place == Place::Nowhere) return;
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        const at::Tensor& mean = m_place == Place::Aside ? m_aside[i] : m_parameters[i].grad();
        mean.mul_(before / m_weight);
    }
}

double GradientAccumulator::release() {
    if (m_place == Place::Nowhere) setZero();
    if (m_place == Place::Aside) {
        for (std::size_t i = 0; i < m_parameters.size(); ++i) std::swap(m_parameters[i].mutable_grad(), m_aside[i]);
    }
    m_place = Place::Nowhere;
    m_weight = 0;
    return m_norm ? *m_norm : globalGradientNorm(m_parameters);
}

}  // namespace detox
