// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_merges.h"

#include <tuple>

#include <queue>

namespace detox {
namespace {

constexpr std::uint32_t kMaxMerges = 4'000'000;

std::uint64_t pairKey(std::uint32_t left, std::uint32_t right) {
    return (static_cast<std::uint64_t>(left) << 32U) | right;
}

}  // namespace

/// One word while it is merged: a linked list of symbols and the pairs that may merge, best rule first, leftmost first.
class BpeWord {
public:
    BpeWord(const BpeMerges& merges, std::span<const BpeMerges::Symbol> symbols) : m_merges(merges) {
        m_nodes.reserve(symbols.size());
        for (const auto symbol : symbols) {
            const int index = static_cast<int>(m_nodes.size());
            m_nodes.push_back({symbol, index - 1, index + 1, true});
        }
        m_nodes.back().next = kEnd;
        for (int i = 0; i + 1 < static_cast<int>(m_nodes.size()); ++i) offer(i);
    }

    void mergeAll() {
        std::vector<int> grown;
        while (!m_queue.empty()) {
            const std::uint32_t rank = m_queue.top().rank;
            grown.clear();
            const bool wholeRule = m_merges.m_order == MergeOrder::WholeRule;
            do {
                const Candidate top = m_queue.top();
                m_queue.pop();
                merge(top, grown);
            } while (wholeRule && !m_queue.empty() && m_queue.top().rank == rank);
            for (const int index : grown) offerAround(index);
        }
    }

    void write(std::vector<BpeMerges::Symbol>& word) const {
        word.clear();
        for (int i = 0; i != kEnd; i = node(i).next) word.push_back(node(i).symbol);
    }

private:
    static constexpr int kEnd = -1;
    struct Node {
        BpeMerges::Symbol symbol = 0;
        int previous = kEnd;
        int next = kEnd;
        bool alive = true;
    };
    struct Candidate {
        std::uint32_t rank = 0;
        int left = 0;
        BpeMerges::Symbol leftSymbol = 0, rightSymbol = 0;  ///< what stood there when it was offered
        bool operator<(const Candidate& other) const {      // std::priority_queue keeps the largest on top
            return std::tie(rank, left) > std::tie(other.rank, other.left);
        }
    };

    [[nodiscard]] const Node& node(int index) const { return m_nodes[static_cast<std::size_t>(index)]; }
    [[nodiscard]] Node& node(int index) { return m_nodes[static_cast<std::size_t>(index)]; }

    void offer(int left) {
        if (node(left).next == kEnd) return;
        const auto leftSymbol = node(left).symbol;
        const auto rightSymbol = node(node(left).next).symbol;
        if (const auto* rule = m_merges.find(leftSymbol, rightSymbol)) {
            m_queue.push({rule->rank, left, leftSymbol, rightSymbol});
        }
    }

    void offerAround(int index) {
        if (!node(index).alive) return;
        offer(index);
        if (node(index).previous != kEnd) offer(node(index).previous);
    }

    void merge(const Candidate& top, std::vector<int>& grown) {
        Node& left = node(top.left);
        if (!left.alive || left.next == kEnd || left.symbol != top.leftSymbol) return;
        Node& right = node(left.next);
        if (right.symbol != top.rightSymbol) return;
        left.symbol = m_merges.find(left.symbol, right.symbol)->merged;
        right.alive = false;
        left.next = right.next;
        if (left.next != kEnd) node(left.next).previous = top.left;
        grown.push_back(top.left);
    }

    const BpeMerges& m_merges;
    std::vector<Node> m_nodes;
    std::priority_queue<Candidate> m_queue;
};

Result<BpeMerges> BpeMerges::parse(std::string_view text, const std::string& name) {
    BpeMerges merges(MergeOrder::WholeRule);
    std::size_t line = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view row = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++line;
        if (row.ends_with('\r')) row.remove_suffix(1);
        if (row.empty() || (line == 1 && row.starts_with("#version"))) continue;
        const std::size_t space = row.find(' ');
        const bool isPair = space != std::string_view::npos && space > 0 && space + 1 < row.size() &&
                            row.find(' ', space + 1) == std::string_view::npos;
        if (!isPair || !merges.add(row.substr(0, space), row.substr(space + 1))) {
            return invalidInput(name + ", line " + std::to_string(line) +
                                ": expected two symbols with a space between.");
        }
    }
    return merges;
}

bool BpeMerges::add(std::string_view left, std::string_view right) {
    if (m_nextRank >= kMaxMerges) return false;
    const std::uint64_t key = pairKey(intern(left), intern(right));
    const Symbol merged = intern(std::string(left) + std::string(right));
    m_rules.insert_or_assign(key, Rule{m_nextRank++, merged});
    return true;
}

BpeMerges::Symbol BpeMerges::intern(std::string_view text) {
    const auto [entry, isNew] = m_symbols.try_emplace(std::string(text), static_cast<Symbol>(m_texts.size()));
    if (isNew) m_texts.push_back(entry->first);
    return entry->second;
}

const BpeMerges::Rule* BpeMerges::find(Symbol left, Symbol right) const {
    const auto found = m_rules.find(pairKey(left, right));
    return found == m_rules.end() ? nullptr : &found->second;
}

void BpeMerges::apply(std::vector<Symbol>& word) const {
    if (word.size() < 2) return;
    BpeWord work(*this, word);
    work.mergeAll();
    work.write(word);
}

}  // namespace detox
