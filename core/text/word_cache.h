// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/text/tokenizer.h"

namespace detox {

/// Remembers the ids of short words, a bounded number of them; forgets all when full. May be used from any thread.
class WordCache {
public:
    /// Appends the ids and returns true when the word is known.
    [[nodiscard]] bool append(std::string_view word, std::vector<TokenId>& ids) const {
        if (word.size() > kMaxBytes) return false;
        const std::lock_guard lock(m_mutex);
        const auto found = m_words.find(word);
        if (found == m_words.end()) return false;
        ids.insert(ids.end(), found->second.begin(), found->second.end());
        return true;
    }

    void remember(std::string_view word, std::vector<TokenId> ids) {
        if (word.size() > kMaxBytes) return;
        const std::lock_guard lock(m_mutex);
        if (m_words.size() >= kMaxWords) m_words.clear();
        m_words.emplace(std::string(word), std::move(ids));
    }

private:
    static constexpr std::size_t kMaxBytes = 48;
    static constexpr std::size_t kMaxWords = 65'536;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    mutable std::mutex m_mutex;
    std::unordered_map<std::string, std::vector<TokenId>, Hash, std::equal_to<>> m_words;  // guarded by m_mutex
};

}  // namespace detox
