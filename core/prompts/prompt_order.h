// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace detox {

/// The endless order in which `count` prompts are asked: each epoch is a permutation of its own, and the prompt at a
/// position depends on (seed, position) alone, so that resuming needs no state.
class PromptOrder {
public:
    /// Precondition: count > 0.
    PromptOrder(std::uint64_t seed, std::size_t count) : m_seed(seed), m_count(count) {}

    [[nodiscard]] std::size_t at(std::uint64_t position);

private:
    void shuffle(std::uint32_t epoch);

    std::uint64_t m_seed;
    std::size_t m_count;
    std::optional<std::uint32_t> m_epoch;  // whose permutation is cached
    std::vector<std::size_t> m_permutation;
};

}  // namespace detox
