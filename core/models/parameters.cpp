// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/parameters.h"

#include <algorithm>
#include <utility>

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include "core/util/error.h"

namespace detox {
namespace {

/// `draw` gives the number at an address.
template <class Draw>
void fill(const at::Tensor& parameter, RandomAddress address, Draw&& draw) {
    float* data = parameter.data_ptr<float>();
    const std::uint64_t n = static_cast<std::uint64_t>(parameter.numel());
    for (std::uint64_t i = 0; i < n; ++i) {
        address.sample = static_cast<std::uint32_t>(i >> 32U);
        address.token = static_cast<std::uint32_t>(i);
        data[i] = static_cast<float>(draw(address));
    }
}

}  // namespace

at::Tensor ParameterSet::add(std::string name, at::IntArrayRef shape, Initial initial, double spread) {
    at::Tensor tensor = at::empty(shape, at::kFloat);
    tensor.requires_grad_(true);
    m_all.push_back({std::move(name), tensor});
    m_starts.push_back({initial, spread});
    return tensor;
}

const at::Tensor& ParameterSet::get(std::string_view name) const {
    const auto found = std::find_if(m_all.begin(), m_all.end(), [&](const NamedTensor& p) { return p.name == name; });
    if (found == m_all.end()) throw internalError("There is no parameter '" + std::string(name) + "'.");
    return found->tensor;
}

std::int64_t ParameterSet::elements() const {
    std::int64_t sum = 0;
    for (const NamedTensor& p : m_all) sum += p.tensor.numel();
    return sum;
}

void ParameterSet::initialise(std::uint64_t seed, RandomPurpose purpose) {
    const c10::NoGradGuard noGrad;
    for (std::size_t i = 0; i < m_all.size(); ++i) {
        const at::Tensor& tensor = m_all[i].tensor;
        const double spread = m_starts[i].spread;
        const RandomAddress address{.seed = seed, .purpose = purpose, .update = static_cast<std::uint32_t>(i)};
        switch (m_starts[i].initial) {
            case Initial::Normal:
                fill(tensor, address, [&](const RandomAddress& where) { return spread * randomNormal(where); });
                break;
            case Initial::Uniform:
                fill(tensor, address,
                     [&](const RandomAddress& where) { return spread * (2 * randomUniform(where) - 1); });
                break;
            case Initial::Zeros:
                tensor.zero_();
                break;
            case Initial::Ones:
                tensor.fill_(1);
                break;
        }
    }
}

void ParameterSet::share(const ParameterSet& other, const std::function<bool(const std::string& name)>& called) {
    const c10::NoGradGuard noGrad;
    for (std::size_t i = 0; i < m_all.size(); ++i) {
        if (called(m_all[i].name)) m_all[i].tensor.set_data(other.m_all.at(i).tensor);
    }
}

void ParameterSet::copyFrom(const ParameterSet& other) {
    const c10::NoGradGuard noGrad;
    for (std::size_t i = 0; i < m_all.size(); ++i) m_all[i].tensor.copy_(other.m_all.at(i).tensor);
}

void ParameterSet::moveTo(at::Device device) {
    const c10::NoGradGuard noGrad;
    for (const NamedTensor& p : m_all) p.tensor.set_data(p.tensor.to(device));
}

void ParameterSet::setTrainable(bool trainable) {
    for (const NamedTensor& p : m_all) p.tensor.requires_grad_(trainable);
}

}  // namespace detox
