// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/calibration.h"

#include <algorithm>
#include <cmath>

namespace detox {
namespace {

constexpr double kLeastLogTemperature = -2.995732273553991;  // ln 0.05
constexpr int kSections = 60;
constexpr int kBins = 10;

/// Weighted sum of −ln P(label); convex in 1/temperature, so it has one minimum in the temperature.
double lossAt(std::span<const LabelledMargin> texts, double temperature) {
    double sum = 0;
    for (const LabelledMargin& text : texts) {
        const double against = (text.toxic ? -text.margin : text.margin) / temperature;
        sum += text.weight * (std::max(against, 0.0) + std::log1p(std::exp(-std::abs(against))));
    }
    return sum;
}

}  // namespace

std::vector<LabelledScore> scoresAt(std::span<const LabelledMargin> texts, double temperature) {
    std::vector<LabelledScore> scores;
    scores.reserve(texts.size());
    for (const LabelledMargin& text : texts) {
        scores.push_back({1 / (1 + std::exp(-text.margin / temperature)), text.toxic});
    }
    return scores;
}

double fitTemperature(std::span<const LabelledMargin> texts) {
    const auto toxic = std::ranges::count_if(texts, &LabelledMargin::toxic);
    if (toxic == 0 || toxic == std::ssize(texts)) return 1;
    const double ratio = (std::sqrt(5.0) - 1) / 2;  // golden section
    double low = kLeastLogTemperature;
    double high = -kLeastLogTemperature;
    for (int i = 0; i < kSections; ++i) {
        const double left = high - ratio * (high - low);
        const double right = low + ratio * (high - low);
        if (lossAt(texts, std::exp(left)) < lossAt(texts, std::exp(right))) {
            high = right;
        } else {
            low = left;
        }
    }
    return std::exp((low + high) / 2);
}

Reliability reliabilityOf(std::span<const LabelledScore> texts) {
    Reliability result{.bins = std::vector<ReliabilityBin>(kBins)};
    for (const LabelledScore& text : texts) {
        ReliabilityBin& bin =
            result.bins[static_cast<std::size_t>(std::clamp(text.toxicity * kBins, 0.0, kBins - 1.0))];
        ++bin.n;
        bin.meanScore += text.toxicity;
        bin.toxicShare += text.toxic ? 1 : 0;
    }
    for (ReliabilityBin& bin : result.bins) {
        if (bin.n == 0) continue;
        result.calibrationError += std::abs(bin.meanScore - bin.toxicShare) / static_cast<double>(texts.size());
        bin.meanScore /= bin.n;
        bin.toxicShare /= bin.n;
    }
    return result;
}

}  // namespace detox
