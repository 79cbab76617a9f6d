// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/roofline/roofline.h"

#include <algorithm>

#include "tests/bench/roofline/bandwidth.h"

namespace detox::bench {
namespace {

constexpr std::int64_t kHeadSlice = 256;  ///< positions; as core/training/linear_cross_entropy.cpp

double parametersOf(const StepShape& shape) {
    const std::int64_t perLayer = 12 * shape.hidden * shape.hidden + 13 * shape.hidden;
    return static_cast<double>((shape.vocabulary + shape.rowTokens) * shape.hidden + shape.layers * perLayer +
                               2 * shape.hidden);
}

}  // namespace

Roofline measureRoofline(const StepShape& shape) {
    const std::int64_t slice = std::min(kHeadSlice, shape.tokens());
    Roofline out;
    out.products = measureProducts({.layers = shape.layers,
                                    .hidden = shape.hidden,
                                    .intermediate = 4 * shape.hidden,
                                    .heads = shape.heads,
                                    .rows = shape.batchSize,
                                    .length = shape.rowTokens,
                                    .vocabulary = shape.vocabulary,
                                    .headRows = slice,
                                    .headPasses = (shape.tokens() + slice - 1) / slice},
                                   Passes::ForwardAndBackward);
    out.sum = sumOf(out.products);
    out.optimiserBytes = 7.0 * sizeof(float) * parametersOf(shape);
    out.bandwidth = measureAdd();
    return out;
}

OrderedJson jsonOf(const StepShape& shape) {
    return {{"vocabulary", shape.vocabulary}, {"hidden", shape.hidden},       {"layers", shape.layers},
            {"heads", shape.heads},           {"rowTokens", shape.rowTokens}, {"batchSize", shape.batchSize}};
}

OrderedJson jsonOf(const Roofline& roofline) {
    return {{"productsFastestSeconds", roofline.sum.fastest},
            {"productsMedianSeconds", roofline.sum.median},
            {"gigaflop", roofline.sum.gigaflop},
            {"peakGigaflops", roofline.sum.peak},
            {"optimiserBytes", roofline.optimiserBytes},
            {"bandwidth", roofline.bandwidth},
            {"optimiserSeconds", roofline.optimiserSeconds()},
            {"products", jsonOf(roofline.products)}};
}

}  // namespace detox::bench
