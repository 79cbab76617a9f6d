// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bag_of_words/text_features.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "tests/bench/support/words.h"

namespace detox::bench {

BagOfWords::BagOfWords(const std::vector<std::string>& texts) {
    std::map<std::string, std::size_t> documents;
    for (const std::string& text : texts) {
        const auto words = wordsOf(text);
        for (const std::string& word : std::set<std::string>(words.begin(), words.end())) ++documents[word];
    }
    const double n = static_cast<double>(texts.size());
    for (const auto& [word, count] : documents) {
        m_index.emplace(word, m_idf.size());
        m_idf.push_back(std::log((1 + n) / (1 + static_cast<double>(count))) + 1);
    }
}

SparseRow BagOfWords::row(std::string_view text) const {
    std::map<std::size_t, double> counts;
    for (const std::string& word : wordsOf(text)) {
        if (const auto at = m_index.find(word); at != m_index.end()) counts[at->second] += 1;
    }
    SparseRow row;
    double squares = 0;
    for (const auto& [feature, count] : counts) {
        const double value = count * m_idf[feature];
        row.entries.push_back({feature, value});
        squares += value * value;
    }
    for (auto& entry : row.entries) entry.value /= std::sqrt(squares);
    return row;
}

}  // namespace detox::bench
