// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/models/parameters.h"

namespace detox {

/// A copy of tensors to come back to: what lets a stop in the middle of an update leave the last complete one. Costs as
/// much memory as the tensors; it is allocated once.
class TensorSnapshot {
public:
    /// Shares the tensors; takes the first copy.
    explicit TensorSnapshot(std::vector<NamedTensor> tensors);

    void take();
    /// The tensors get the values of the last take().
    void restore() const;

private:
    std::vector<NamedTensor> m_tensors;
    std::vector<at::Tensor> m_copies;
};

}  // namespace detox
