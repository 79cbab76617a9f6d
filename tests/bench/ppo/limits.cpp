// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ppo/limits.h"

#include <algorithm>

namespace detox::bench {
namespace {

void takeFaster(std::vector<Product>& products, const std::vector<Product>& others) {
    for (std::size_t i = 0; i < products.size(); ++i) {
        products[i].fastest = std::min(products[i].fastest, others.at(i).fastest);
        products[i].median = std::min(products[i].median, others.at(i).median);
    }
}

}  // namespace

Limits measureLimits(const Workload& workload) {
    return {.minibatch = measureProducts(workload.minibatchPass(), Passes::ForwardAndBackward),
            .batchOfTexts = measureProducts(workload.classifierPass(workload.batchSize), Passes::Forward),
            .fullPassOfTexts = measureProducts(workload.classifierPass(kTextsPerPass), Passes::Forward),
            .bandwidth = measureBandwidth(workload.decodedBytes())};
}

Limits fasterOf(Limits limits, const Limits& others) {
    takeFaster(limits.minibatch, others.minibatch);
    takeFaster(limits.batchOfTexts, others.batchOfTexts);
    takeFaster(limits.fullPassOfTexts, others.fullPassOfTexts);
    for (double Bandwidth::*each : {&Bandwidth::read, &Bandwidth::add, &Bandwidth::triad}) {
        limits.bandwidth.*each = std::max(limits.bandwidth.*each, others.bandwidth.*each);
    }
    return limits;
}

Bounds::Bounds(const Workload& workload, const Limits& limits)
    : m_workload(workload),
      m_bandwidth(limits.bandwidth),
      m_minibatch(sumOf(limits.minibatch)),
      m_batchOfTexts(sumOf(limits.batchOfTexts)),
      m_fullPassOfTexts(sumOf(limits.fullPassOfTexts)) {}

double Bounds::step(double layerTokens, double headTokens) const {
    const double gigaflop = 2e-9 * (layerTokens * static_cast<double>(m_workload.layerWeights()) +
                                    headTokens * static_cast<double>(m_workload.headWeights()));
    return std::max(static_cast<double>(m_workload.decodedBytes()) / m_bandwidth.read, gigaflop / peak());
}

double Bounds::peak() const {
    return std::max({m_minibatch.peak, m_batchOfTexts.peak, m_fullPassOfTexts.peak});
}

double Bounds::decode(int rows) const {
    // The first new token comes of the prompts' pass.
    return step(rows * m_workload.promptTokens, rows) + (m_workload.newTokens - 1) * step(rows, rows);
}

double Bounds::score(int texts) const {
    if (texts <= m_workload.batchSize) return m_batchOfTexts.fastest * texts / m_workload.batchSize;
    return m_fullPassOfTexts.fastest * texts / kTextsPerPass;
}

double Bounds::forwardPass() const {
    return 2 * m_workload.minibatches() * m_minibatch.forward;
}

double Bounds::optimise() const {
    // Read: weight, gradient, both moments; written: weight, moments.
    const double bytes = 7.0 * sizeof(float) * static_cast<double>(m_workload.modelParameters);
    const double steps = m_workload.ppoEpochs * m_workload.minibatches();
    return steps * (m_minibatch.fastest + bytes / std::max(m_bandwidth.add, m_bandwidth.triad));
}

double Bounds::memory() const {
    return sizeof(float) * static_cast<double>(5 * m_workload.modelParameters + m_workload.classifierParameters);
}

}  // namespace detox::bench
