// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/text/tokenizer.h"

namespace detox::bench {

/// An interpolated Kneser–Ney model over token ids with one discount per order, n1/(n1 + 2·n2) (Kneser and Ney 1995;
/// Chen and Goodman 1999, section 2.7); below single tokens lies the uniform distribution.
class KneserNey {
public:
    static constexpr std::size_t kLongest = 5;

    /// Counts every n-gram of `stream` up to `order` tokens, 1 to kLongest.
    KneserNey(const std::vector<TokenId>& stream, std::size_t order, int vocabulary);

    /// P(stream[at] | the order − 1 tokens before it, fewer at the beginning).
    [[nodiscard]] double probability(const std::vector<TokenId>& stream, std::size_t at) const;
    /// exp of the mean −ln P over the whole stream.
    [[nodiscard]] double perplexity(const std::vector<TokenId>& stream) const;

private:
    /// The last tokens of an n-gram at the end, kNone before them.
    using Gram = std::array<TokenId, kLongest>;
    struct Hash {
        std::size_t operator()(const Gram& gram) const;
    };
    struct Context {
        std::int64_t total = 0;     ///< of the counts of all that follows
        std::int64_t distinct = 0;  ///< how many different tokens follow
    };
    struct Order {
        std::unordered_map<Gram, std::int64_t, Hash>
            counts;  ///< of the n-gram; below the highest, of its left neighbours
        std::unordered_map<Gram, Context, Hash> contexts;
        double discount = 0;
    };

    static constexpr TokenId kNone = -1;
    [[nodiscard]] static Gram gramAt(const std::vector<TokenId>& stream, std::size_t end, std::size_t length);
    void finish(Order& order, std::size_t length);
    [[nodiscard]] double probability(const Gram& gram, std::size_t length) const;

    const int m_vocabulary;
    std::vector<Order> m_orders;  // by length − 1
};

}  // namespace detox::bench
