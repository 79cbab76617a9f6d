// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prompts/prompt_order.h"

#include <numeric>
#include <utility>

#include "core/util/random.h"

namespace detox {

std::size_t PromptOrder::at(std::uint64_t position) {
    const auto epoch = static_cast<std::uint32_t>(position / m_count);
    if (m_epoch != epoch) shuffle(epoch);
    return m_permutation[position % m_count];
}

// Fisher–Yates (Durstenfeld 1964).
void PromptOrder::shuffle(std::uint32_t epoch) {
    m_epoch = epoch;
    m_permutation.resize(m_count);
    std::iota(m_permutation.begin(), m_permutation.end(), std::size_t{0});
    for (std::size_t i = m_count - 1; i > 0; --i) {
        const RandomAddress address{.seed = m_seed,
                                    .purpose = RandomPurpose::PromptOrder,
                                    .update = epoch,
                                    .sample = static_cast<std::uint32_t>(i)};
        const auto j = static_cast<std::size_t>(randomInteger(address, 0, static_cast<std::int64_t>(i)));
        std::swap(m_permutation[i], m_permutation[j]);
    }
}

}  // namespace detox
