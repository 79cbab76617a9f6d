// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/util/json.h"
#include "tests/bench/ppo/workload.h"
#include "tests/bench/roofline/bandwidth.h"
#include "tests/bench/roofline/products.h"

namespace detox::bench {

/// Texts that the scorer takes in one pass at most (core/reward/classifier_scorer.cpp).
inline constexpr int kTextsPerPass = 32;

/// What this machine can do at the workload's shapes, in float32.
struct Limits {
    std::vector<Product> minibatch;  ///< forward and backward
    std::vector<Product> batchOfTexts;
    std::vector<Product> fullPassOfTexts;
    Bandwidth bandwidth;
};

[[nodiscard]] Limits measureLimits(const Workload& workload);
/// Of two measurements at the same shapes what was faster, product by product: a machine's speed changes by the minute.
[[nodiscard]] Limits fasterOf(Limits limits, const Limits& others);

/// Seconds that nothing on this machine can do the workload in: its products one after the other, or its bytes through
/// memory, with nothing in between (DESIGN 15).
class Bounds {
public:
    Bounds(const Workload& workload, const Limits& limits);

    /// Responses of `rows` prompts: per step the slower of reading the weights once and multiplying at the speed of the
    /// fastest product.
    [[nodiscard]] double decode(int rows) const;
    [[nodiscard]] double score(int texts) const;
    /// Stage 1's passes of an update: policy and reference, forward.
    [[nodiscard]] double forwardPass() const;
    /// Stage 5: forward and backward of every minibatch, and the optimiser's state once through memory per minibatch.
    [[nodiscard]] double optimise() const;
    [[nodiscard]] double update() const { return decode(m_workload.batchSize) + rest(); }
    /// Bytes that an update needs at least: policy, gradient and both moments, reference, classifier.
    [[nodiscard]] double memory() const;

private:
    [[nodiscard]] double rest() const { return score(m_workload.batchSize) + forwardPass() + optimise(); }
    [[nodiscard]] double peak() const;  // GFLOP/s of the fastest product
    /// `layerTokens` through the layers and `headTokens` through the head.
    [[nodiscard]] double step(double layerTokens, double headTokens) const;

    const Workload m_workload;
    const Bandwidth m_bandwidth;
    const ProductSum m_minibatch;
    const ProductSum m_batchOfTexts;
    const ProductSum m_fullPassOfTexts;
};

}  // namespace detox::bench
