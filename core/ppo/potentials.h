// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

namespace detox {

/// Potential-based shaping (Ng, Harada and Russell 1999; with a potential that depends on time, Devlin and Kudenko
/// 2012): each token earns γΦ after it minus Φ before it, which leaves a response's discounted sum and so the best
/// policy as they are, but tells which token changed the score. Φ is the score of the prefix minus the batch's mean at
/// that length: short prefixes score better, and a token must not pay for coming late. Row i holds the scores of a
/// response's first 1, 2, … tokens, its whole left out. Result: float32 [rows, responseLength], 0 from a response's
/// last token on.
[[nodiscard]] at::Tensor prefixPotentials(const std::vector<std::vector<double>>& prefixScores,
                                          std::int64_t responseLength);

}  // namespace detox
