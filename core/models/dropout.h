// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace detox {

/// Dropout of one training step (Srivastava et al. 2014), drawn at (seed, Dropout, step, place, element): the same step
/// drops the same elements whatever the thread count. Shares are rounded to 1/65536.
class Dropout {
public:
    Dropout(std::uint64_t seed, std::uint32_t step) : m_seed(seed), m_step(step) {}

    /// x with about `share` of its elements 0 and the others scaled by 1/(1 − share). Each call is a place of its own.
    [[nodiscard]] at::Tensor apply(const at::Tensor& x, double share);

private:
    std::uint64_t m_seed;
    std::uint32_t m_step;
    std::uint32_t m_place = 0;
};

/// x after `dropout`; x itself where that is nullptr.
[[nodiscard]] at::Tensor dropped(const at::Tensor& x, double share, Dropout* dropout);

}  // namespace detox
