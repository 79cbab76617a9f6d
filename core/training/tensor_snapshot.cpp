// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/tensor_snapshot.h"

#include <ATen/ops/empty_like.h>
#include <c10/core/GradMode.h>

namespace detox {

TensorSnapshot::TensorSnapshot(std::vector<NamedTensor> tensors) : m_tensors(std::move(tensors)) {
    const c10::NoGradGuard noGradients;
    for (const auto& named : m_tensors) m_copies.push_back(at::empty_like(named.tensor));
    take();
}

void TensorSnapshot::take() {
    const c10::NoGradGuard noGradients;
    for (std::size_t i = 0; i < m_tensors.size(); ++i) m_copies[i].copy_(m_tensors[i].tensor);
}

void TensorSnapshot::restore() const {
    const c10::NoGradGuard noGradients;
    for (std::size_t i = 0; i < m_tensors.size(); ++i) m_tensors[i].tensor.copy_(m_copies[i]);
}

}  // namespace detox
