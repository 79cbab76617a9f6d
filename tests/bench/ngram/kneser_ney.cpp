// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ngram/kneser_ney.h"

#include <algorithm>
#include <cmath>

namespace detox::bench {

std::size_t KneserNey::Hash::operator()(const Gram& gram) const {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const TokenId id : gram) {
        hash = (hash ^ static_cast<std::uint32_t>(id)) * 1099511628211ULL;
        hash ^= hash >> 29U;
    }
    return hash;
}

KneserNey::Gram KneserNey::gramAt(const std::vector<TokenId>& stream, std::size_t end, std::size_t length) {
    Gram gram;
    gram.fill(kNone);
    const auto last = stream.begin() + static_cast<std::ptrdiff_t>(end);
    std::copy(last - static_cast<std::ptrdiff_t>(length), last, gram.end() - static_cast<std::ptrdiff_t>(length));
    return gram;
}

KneserNey::KneserNey(const std::vector<TokenId>& stream, std::size_t order, int vocabulary)
    : m_vocabulary(vocabulary), m_orders(std::clamp<std::size_t>(order, 1, kLongest)) {
    const std::size_t highest = m_orders.size();
    for (std::size_t end = highest; end <= stream.size(); ++end) {
        ++m_orders[highest - 1].counts[gramAt(stream, end, highest)];
    }
    for (std::size_t length = highest; length >= 1; --length) {
        Order& current = m_orders[length - 1];
        if (length < highest) {
            for (const auto& [longer, count] : m_orders[length].counts) {
                Gram gram = longer;
                gram[kLongest - length - 1] = kNone;
                ++current.counts[gram];
            }
        }
        finish(current, length);
    }
}

void KneserNey::finish(Order& order, std::size_t length) {
    double once = 0;
    double twice = 0;
    for (const auto& [gram, count] : order.counts) {
        Gram context;
        context.fill(kNone);
        const auto lead = static_cast<std::ptrdiff_t>(length);
        std::copy(gram.end() - lead, gram.end() - 1, context.end() - lead + 1);
        Context& known = order.contexts[context];
        known.total += count;
        ++known.distinct;
        once += count == 1 ? 1 : 0;
        twice += count == 2 ? 1 : 0;
    }
    order.discount = once > 0 ? once / (once + 2 * twice) : 0;
}

double KneserNey::probability(const Gram& gram, std::size_t length) const {
    if (length == 0) return 1.0 / m_vocabulary;
    Gram shorter = gram;
    shorter[kLongest - length] = kNone;
    const double below = probability(shorter, length - 1);
    const Order& order = m_orders[length - 1];
    Gram context;
    context.fill(kNone);
    const auto lead = static_cast<std::ptrdiff_t>(length);
    std::copy(gram.end() - lead, gram.end() - 1, context.end() - lead + 1);
    const auto known = order.contexts.find(context);
    if (known == order.contexts.end()) return below;
    const auto found = order.counts.find(gram);
    const double count = found == order.counts.end() ? 0 : static_cast<double>(found->second);
    const auto total = static_cast<double>(known->second.total);
    const double rest = order.discount * static_cast<double>(known->second.distinct) / total;
    return std::max(count - order.discount, 0.0) / total + rest * below;
}

double KneserNey::probability(const std::vector<TokenId>& stream, std::size_t at) const {
    const std::size_t length = std::min(m_orders.size(), at + 1);
    return probability(gramAt(stream, at + 1, length), length);
}

double KneserNey::perplexity(const std::vector<TokenId>& stream) const {
    double sum = 0;
    for (std::size_t at = 0; at < stream.size(); ++at) sum -= std::log(probability(stream, at));
    return std::exp(sum / static_cast<double>(stream.size()));
}

}  // namespace detox::bench
