// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/potentials.h"

#include <ATen/ops/zeros.h>

namespace detox {

at::Tensor prefixPotentials(const std::vector<std::vector<double>>& prefixScores, std::int64_t responseLength) {
    const auto width = static_cast<std::size_t>(responseLength);
    std::vector<double> sums(width), counts(width);
    for (const auto& row : prefixScores) {
        for (std::size_t t = 0; t < row.size(); ++t) {
            sums[t] += row[t];
            ++counts[t];
        }
    }
    const at::Tensor potentials = at::zeros({static_cast<std::int64_t>(prefixScores.size()), responseLength});
    float* next = potentials.data_ptr<float>();
    for (const auto& row : prefixScores) {
        for (std::size_t t = 0; t < row.size(); ++t) next[t] = static_cast<float>(row[t] - sums[t] / counts[t]);
        next += width;
    }
    return potentials;
}

}  // namespace detox
