// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ngram/near_copies.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <set>
#include <unordered_map>

#include "tests/bench/support/words.h"

namespace detox::bench {
namespace {

std::set<std::string> distinctWords(const std::string& text) {
    const auto words = wordsOf(text);
    return {words.begin(), words.end()};
}

/// Which documents hold a word, and how many distinct words each has.
class WordIndex {
public:
    explicit WordIndex(const std::vector<std::string>& documents) {
        for (const auto& document : documents) {
            const auto words = distinctWords(document);
            for (const auto& word : words) m_places[word].push_back(static_cast<std::uint32_t>(m_counts.size()));
            m_counts.push_back(words.size());
        }
    }

    [[nodiscard]] double highestShare(const std::set<std::string>& words) const {
        std::vector<std::size_t> shared(m_counts.size());
        for (const auto& word : words) {
            const auto found = m_places.find(word);
            if (found == m_places.end()) continue;
            for (const auto place : found->second) ++shared[place];
        }
        double highest = 0;
        for (std::size_t i = 0; i < shared.size(); ++i) {
            const std::size_t all = words.size() + m_counts[i] - shared[i];
            if (all > 0) highest = std::max(highest, static_cast<double>(shared[i]) / static_cast<double>(all));
        }
        return highest;
    }

private:
    std::unordered_map<std::string, std::vector<std::uint32_t>> m_places;
    std::vector<std::size_t> m_counts;
};

}  // namespace

std::vector<std::string> withoutNearCopies(const std::vector<std::string>& documents,
                                           const std::vector<std::string>& others, double share) {
    const WordIndex index(others);
    std::vector<std::string> kept;
    std::ranges::copy_if(documents, std::back_inserter(kept),
                         [&](const auto& document) { return index.highestShare(distinctWords(document)) < share; });
    return kept;
}

}  // namespace detox::bench
