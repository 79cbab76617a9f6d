// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ppo/minibatch_order.h"

#include <numeric>
#include <utility>

#include "core/util/random.h"

namespace detox {

std::vector<std::int64_t> RandomMinibatchOrder::rows(int update, int epoch, std::int64_t count) const {
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    for (std::int64_t i = count - 1; i > 0; --i) {
        const RandomAddress address{.seed = m_seed,
                                    .purpose = RandomPurpose::MinibatchOrder,
                                    .update = static_cast<std::uint32_t>(update),
                                    .sample = static_cast<std::uint32_t>(epoch),
                                    .token = static_cast<std::uint32_t>(i)};
        std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(randomInteger(address, 0, i))]);
    }
    return order;
}

}  // namespace detox
