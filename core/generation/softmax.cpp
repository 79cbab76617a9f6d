// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generation/softmax.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/generation/vector_math.h"

namespace detox {
namespace {

using rows::Eight;
using rows::EightDoubles;

constexpr std::size_t kBlock = 64;  ///< tokens; a multiple of the lanes

/// NaN is passed over.
float highestOf(std::span<const float> scores) {
    float highest = 0;
    rows::runVectorised([&]() __attribute__((always_inline)) {
        Eight highs = Eight{} - std::numeric_limits<float>::infinity();
        rows::forEachEight(
            std::ssize(scores), [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
                Eight some = rows::load(scores.data() + i, count);
                for (std::int64_t lane = count; lane < rows::kLanes; ++lane) some[lane] = some[0];
                highs = some > highs ? some : highs;
            });
        highest = highs[0];
        for (int lane = 1; lane < rows::kLanes; ++lane) highest = std::max(highest, highs[lane]);
    });
    return highest;
}

/// Σ e^(score − highest) of a block; each exponential goes to `weights` where that is not null.
[[gnu::always_inline]] inline double blockTotal(std::span<const float> scores, float highest, float* weights) {
    EightDoubles sums = {};
    rows::forEachEight(
        std::ssize(scores), [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            Eight weight = rows::exponential(rows::load(scores.data() + i, count) - highest);
            for (std::int64_t lane = count; lane < rows::kLanes; ++lane) weight[lane] = 0;
            sums += rows::widened(weight);
            if (weights != nullptr) rows::store(weight, weights + i, count);
        });
    return rows::laneSum(sums);
}

/// The total over all scores; `weights` and `through` as in Softmax, or null.
double total(std::span<const float> scores, float highest, float* weights, double* through) {
    double all = 0;
    rows::runVectorised([&]() __attribute__((always_inline)) {
        for (std::size_t first = 0; first < scores.size(); first += kBlock) {
            const auto block = scores.subspan(first, std::min(kBlock, scores.size() - first));
            all += blockTotal(block, highest, weights == nullptr ? nullptr : weights + first);
            if (through != nullptr) through[first / kBlock] = all;
        }
    });
    return all;
}

}  // namespace

double logSumExp(std::span<const float> scores) {
    const float highest = highestOf(scores);
    return highest + std::log(total(scores, highest, nullptr, nullptr));
}

Softmax::Softmax(std::span<const float> scores)
    : m_weights(scores.size()), m_through((scores.size() + kBlock - 1) / kBlock) {
    const float highest = highestOf(scores);
    m_normaliser = highest + std::log(total(scores, highest, m_weights.data(), m_through.data()));
}

std::size_t Softmax::tokenAt(double uniform) const {
    const double sought = uniform * m_through.back();
    const auto found = std::upper_bound(m_through.begin(), m_through.end(), sought);
    // Rounding may leave the total at the uniform number: then the last block that adds anything.
    const auto block = found != m_through.end() ? found : std::lower_bound(m_through.begin(), found, m_through.back());
    const auto index = static_cast<std::size_t>(block - m_through.begin());
    double cumulated = index == 0 ? 0 : m_through[index - 1];
    std::size_t lastPossible = index * kBlock;
    for (std::size_t i = index * kBlock; i < std::min((index + 1) * kBlock, m_weights.size()); ++i) {
        if (m_weights[i] == 0) continue;
        lastPossible = i;
        if ((cumulated += double{m_weights[i]}) > sought) return i;
    }
    return lastPossible;  // the block's sum was rounded otherwise
}

}  // namespace detox
