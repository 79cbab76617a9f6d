// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace detox {

/// In which order an epoch of an update visits the rows of its batch.
class MinibatchOrder {
public:
    virtual ~MinibatchOrder() = default;
    /// A permutation of 0 … rows−1.
    [[nodiscard]] virtual std::vector<std::int64_t> rows(int update, int epoch, std::int64_t count) const = 0;
};

/// From the run's seed: a Fisher–Yates shuffle with draws at (seed, MinibatchOrder, update, epoch, index).
class RandomMinibatchOrder final : public MinibatchOrder {
public:
    explicit RandomMinibatchOrder(std::uint64_t seed) : m_seed(seed) {}
    [[nodiscard]] std::vector<std::int64_t> rows(int update, int epoch, std::int64_t count) const override;

private:
    const std::uint64_t m_seed;
};

}  // namespace detox
