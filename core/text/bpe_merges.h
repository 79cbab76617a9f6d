// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/util/result.h"

namespace detox {

/// What is merged next: one rule everywhere from left to right and then the best rule anew (openai/gpt-2
/// src/encoder.py, bpe), or after every single merge the best pair, leftmost first (huggingface/tokenizers
/// models/bpe/word.rs, merge_all). They differ where a merge makes a pair that a better rule takes.
enum class MergeOrder { WholeRule, BestPair };

/// The merge rules of byte-level BPE (Sennrich et al. 2016) over interned symbols.
class BpeMerges {
public:
    using Symbol = std::uint32_t;

    explicit BpeMerges(MergeOrder order) : m_order(order) {}

    /// Reads merges.txt: a "#version" line, then one pair per line, best first; MergeOrder::WholeRule. `name` is what
    /// errors call it.
    [[nodiscard]] static Result<BpeMerges> parse(std::string_view text, const std::string& name);

    /// The symbol of a string, made when it is new.
    Symbol intern(std::string_view text);
    [[nodiscard]] const std::vector<std::string>& symbols() const { return m_texts; }

    /// Adds a rule worse than all before it; a pair that has one already gets this one instead. False when there are
    /// too many.
    [[nodiscard]] bool add(std::string_view left, std::string_view right);

    /// Merges until no rule applies. Time n·log n.
    void apply(std::vector<Symbol>& word) const;

private:
    struct Rule {
        std::uint32_t rank = 0;
        Symbol merged = 0;
    };

    [[nodiscard]] const Rule* find(Symbol left, Symbol right) const;
    friend class BpeWord;

    MergeOrder m_order;
    std::uint32_t m_nextRank = 0;
    std::vector<std::string> m_texts;
    std::unordered_map<std::string, Symbol> m_symbols;
    std::unordered_map<std::uint64_t, Rule> m_rules;  ///< by left << 32 | right
};

}  // namespace detox
