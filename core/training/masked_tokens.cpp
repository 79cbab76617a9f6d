// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/masked_tokens.h"

#include <algorithm>
#include <cmath>

#include "core/util/error.h"
#include "core/util/random.h"

namespace detox {
namespace {

constexpr double kHidden = 0.15;
constexpr double kShown = 0.1;   ///< of the hidden ones: stay as they are
constexpr double kRandom = 0.1;  ///< of the hidden ones: become another token

}  // namespace

MaskingRule maskingRule(const Tokenizer& tokenizer, std::uint64_t seed) {
    const auto mask = tokenizer.mask();
    if (!mask) throw invalidInput("Pretraining hides tokens behind a mask token, which this tokenizer does not have.");
    MaskingRule rule{.mask = *mask, .vocabulary = tokenizer.size(), .special = {}, .seed = seed};
    for (TokenId id = 0; id < tokenizer.size(); ++id) rule.special.push_back(tokenizer.isSpecial(id));
    return rule;
}

MaskedTokens maskTokens(std::vector<std::vector<TokenId>> rows, const MaskingRule& rule, std::uint32_t step) {
    MaskedTokens out;
    std::size_t longest = 0;
    for (const auto& row : rows) longest = std::max(longest, row.size());
    const auto isSpecial = [&](TokenId id) { return rule.special[static_cast<std::size_t>(id)]; };
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t c = 0; c < rows[r].size(); ++c) {
            TokenId& id = rows[r][c];
            if (isSpecial(id)) continue;
            RandomAddress address{.seed = rule.seed,
                                  .purpose = RandomPurpose::Masking,
                                  .update = step,
                                  .sample = static_cast<std::uint32_t>(r),
                                  .token = static_cast<std::uint32_t>(2 * c)};
            const double draw = randomUniform(address) / kHidden;
            if (draw >= 1) continue;
            out.places.push_back(static_cast<std::int64_t>(r * longest + c));
            out.targets.push_back(id);
            if (draw < kShown) continue;
            address.token += 1;
            const auto other = static_cast<TokenId>(randomInteger(address, 0, rule.vocabulary - 1));
            id = draw < kShown + kRandom && !isSpecial(other) ? other : rule.mask;
        }
    }
    out.rows = std::move(rows);
    return out;
}

std::vector<std::vector<TokenId>> hideTokens(std::vector<std::vector<TokenId>> rows, const MaskingRule& rule,
                                             double share, std::uint32_t step) {
    RandomAddress address{.seed = rule.seed, .purpose = RandomPurpose::Hiding, .update = step};
    for (std::size_t r = 0; r < rows.size(); ++r) {
        address.sample = static_cast<std::uint32_t>(r);
        for (std::size_t c = 0; c < rows[r].size(); ++c) {
            address.token = static_cast<std::uint32_t>(c);
            TokenId& id = rows[r][c];
            if (!rule.special[static_cast<std::size_t>(id)] && randomUniform(address) < share) id = rule.mask;
        }
    }
    return rows;
}

}  // namespace detox
