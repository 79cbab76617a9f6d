// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/character_map.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "core/util/utf8.h"

namespace detox {
namespace {

constexpr std::size_t kBlock = 256;  ///< units that one node's children can take: base ^ any byte

constexpr std::uint32_t kMaxTrieBytes = 8U << 20U;

/// One unit of Darts-clone's double array (s-yata/darts-clone include/darts.h, DoubleArrayUnit).
struct Unit {
    std::uint32_t bits = 0;
    [[nodiscard]] bool hasLeaf() const { return ((bits >> 8U) & 1U) != 0; }
    /// Equal to no byte when the unit holds a value.
    [[nodiscard]] std::uint32_t label() const { return bits & 0x800000FFU; }
    [[nodiscard]] std::uint32_t value() const { return bits & 0x7FFFFFFFU; }
    [[nodiscard]] std::size_t offset() const { return (bits >> 10U) << ((bits & (1U << 9U)) >> 6U); }
};

std::vector<Unit> unitsOf(std::string_view trie) {
    std::vector<Unit> units(trie.size() / 4);
    std::memcpy(units.data(), trie.data(), trie.size());
    return units;
}

/// Follows every transition a lookup can make.
class TrieWalk {
public:
    TrieWalk(const std::vector<Unit>& units, std::string_view replacements)
        : m_units(units), m_replacements(replacements), m_results(units.size(), kUnseen) {}

    /// True when every lookup ends, stays inside, and finds few enough keys for the library's fixed buffer.
    bool isSafe() { return visit(0, 0) && m_results[0] <= kMaxResults; }

private:
    static constexpr int kUnseen = -1;
    static constexpr int kInProgress = -2;
    static constexpr int kMaxResults = 32;  ///< Normalizer::kMaxTrieResultsSize
    static constexpr int kMaxKeyBytes = 256;

    bool visit(std::size_t node, int depth) {
        if (m_results[node] >= 0) return true;
        const std::size_t base = node ^ m_units[node].offset();
        if (m_results[node] == kInProgress || depth > kMaxKeyBytes || base >= m_units.size()) return false;
        if (m_units[node].hasLeaf() && !isStart(m_units[base].value())) return false;
        m_results[node] = kInProgress;
        int longest = 0;
        for (std::size_t byte = 0; byte < kBlock; ++byte) {
            const std::size_t child = base ^ byte;  // inside: the trie is made of whole blocks
            if (m_units[child].label() != byte) continue;
            if (!visit(child, depth + 1)) return false;
            longest = std::max(longest, m_results[child]);
        }
        m_results[node] = longest + (m_units[node].hasLeaf() ? 1 : 0);
        return true;
    }

    [[nodiscard]] bool isStart(std::uint32_t value) const {
        return value < m_replacements.size() && (static_cast<unsigned char>(m_replacements[value]) & 0xC0U) != 0x80U;
    }

    const std::vector<Unit>& m_units;
    std::string_view m_replacements;
    std::vector<int> m_results;  ///< by unit: the most keys that end on one way down from it
};

}  // namespace

std::optional<std::string> inspectCharacterMap(std::string_view blob) {
    std::uint32_t trieBytes = 0;
    if (blob.size() <= sizeof trieBytes) return "has a character map that is too short";
    std::memcpy(&trieBytes, blob.data(), sizeof trieBytes);
    blob.remove_prefix(sizeof trieBytes);
    if (trieBytes == 0 || trieBytes > kMaxTrieBytes || trieBytes % (kBlock * sizeof(Unit)) != 0 ||
        trieBytes >= blob.size()) {
        return "has a character map with a bad trie size";
    }
    const std::string_view replacements = blob.substr(trieBytes);
    if (replacements.back() != '\0') return "has a character map without an end";
    if (!utf8::isValid(replacements)) return "has a character map with invalid text";
    const std::vector<Unit> units = unitsOf(blob.substr(0, trieBytes));
    if (!TrieWalk(units, replacements).isSafe()) return "has a character map that leads outside itself or in circles";
    return std::nullopt;
}

}  // namespace detox
