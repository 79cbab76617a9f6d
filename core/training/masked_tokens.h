// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/text/tokenizer.h"

namespace detox {

/// What masking needs to know of a vocabulary.
struct MaskingRule {
    TokenId mask = 0;
    int vocabulary = 0;
    std::vector<bool> special;  ///< by id; special tokens are neither masked nor drawn as replacements
    std::uint64_t seed = 0;
};

[[nodiscard]] MaskingRule maskingRule(const Tokenizer& tokenizer, std::uint64_t seed);

/// A batch with tokens hidden, and what stood there.
struct MaskedTokens {
    std::vector<std::vector<TokenId>> rows;
    std::vector<std::int64_t> places;   ///< row · longest row + column of each hidden token, ascending
    std::vector<std::int64_t> targets;  ///< its id
};

/// Hides 15 % of the ordinary tokens: 8 in 10 become the mask, 1 in 10 a random token, 1 in 10 stays (Devlin et al.
/// 2019, section 3.1). Draws are addressed by (seed, Masking, step, row, column).
[[nodiscard]] MaskedTokens maskTokens(std::vector<std::vector<TokenId>> rows, const MaskingRule& rule,
                                      std::uint32_t step);

/// The rows with about `share` of the ordinary tokens replaced by the mask, drawn at (seed, Hiding, step, row, column).
[[nodiscard]] std::vector<std::vector<TokenId>> hideTokens(std::vector<std::vector<TokenId>> rows,
                                                           const MaskingRule& rule, double share, std::uint32_t step);

}  // namespace detox
