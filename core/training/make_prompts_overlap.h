// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace detox {

/// Knows which runs of consecutive words occur in a body of text, by 64-bit hashes (8 bytes a word of text). Words are
/// runs of letters and digits, case does not matter; every byte outside ASCII counts as a letter.
class WordOverlap {
public:
    static constexpr std::size_t kRun = 8;

    void add(std::string_view text);
    /// Whether `text` has kRun consecutive words that stand so in anything added; a shorter text, whether all of it
    /// does.
    [[nodiscard]] bool shares(std::string_view text) const;

private:
    std::unordered_set<std::uint64_t> m_runs;     ///< of kRun words
    std::unordered_set<std::uint64_t> m_shorter;  ///< whole texts of fewer words
};

}  // namespace detox
