// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace detox::bench {

/// One text's non-zero features; their squares sum to 1 unless there are none.
struct SparseRow {
    struct Entry {
        std::size_t feature = 0;
        double value = 0;
    };
    std::vector<Entry> entries;
};

/// tf·idf with idf = ln((1 + n)/(1 + df)) + 1, each row scaled to unit length: scikit-learn's TfidfVectorizer at its
/// defaults, over single words.
class BagOfWords {
public:
    explicit BagOfWords(const std::vector<std::string>& texts);

    [[nodiscard]] SparseRow row(std::string_view text) const;
    [[nodiscard]] std::size_t size() const { return m_idf.size(); }

private:
    std::unordered_map<std::string, std::size_t> m_index;
    std::vector<double> m_idf;
};

}  // namespace detox::bench
