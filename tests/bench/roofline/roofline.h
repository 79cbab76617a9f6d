// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/util/json.h"
#include "tests/bench/roofline/products.h"

namespace detox::bench {

/// One training step of a GPT-style decoder.
struct StepShape {
    std::int64_t vocabulary = 6000;
    std::int64_t hidden = 256;
    std::int64_t layers = 6;
    std::int64_t heads = 8;
    std::int64_t rowTokens = 128;
    std::int64_t batchSize = 16;

    [[nodiscard]] std::int64_t tokens() const { return batchSize * rowTokens; }
};

/// What this machine needs at least for a step: every float32 product at its shape, forward, dX and dW each, one after
/// the other, with nothing in between; and the optimiser's state once through memory (DESIGN 15).
struct Roofline {
    std::vector<Product> products;
    ProductSum sum;             ///< of one step
    double optimiserBytes = 0;  ///< per step: weight, gradient, both moments read; weight, moments written
    double bandwidth = 0;       ///< bytes per second, fastest
    [[nodiscard]] double optimiserSeconds() const { return optimiserBytes / bandwidth; }
};

/// Uses libtorch's thread count as it is set.
[[nodiscard]] Roofline measureRoofline(const StepShape& shape);

[[nodiscard]] OrderedJson jsonOf(const StepShape& shape);
[[nodiscard]] OrderedJson jsonOf(const Roofline& roofline);

}  // namespace detox::bench
