// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/text/tokenizer.h"

namespace detox {

std::vector<TokenId> encodeTruncated(const Tokenizer& tokenizer, std::string_view text, std::size_t maxTokens) {
    std::vector<TokenId> ids = tokenizer.encode(text, SpecialTokens::Add);
    if (ids.size() <= maxTokens) return ids;
    const std::vector<TokenId> plain = tokenizer.encode(text, SpecialTokens::None);
    const std::size_t around = ids.size() - plain.size();
    std::size_t before = 0;
    while (before < around && !std::equal(plain.begin(), plain.end(), ids.begin() + static_cast<long>(before))) {
        ++before;
    }
    const std::size_t after = around - before;
    const std::size_t kept = maxTokens > around ? maxTokens - around : 0;
    ids.erase(ids.begin() + static_cast<long>(before + kept), ids.end() - static_cast<long>(after));
    return ids;
}

}  // namespace detox
