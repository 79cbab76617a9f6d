// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/classification_metrics.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace detox {
namespace {

double areaUnderCurve(std::span<const LabelledScore> texts) {
    std::vector<LabelledScore> sorted(texts.begin(), texts.end());
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.toxicity < b.toxicity; });
    double toxicRanks = 0;
    double toxic = 0;
    for (std::size_t first = 0; first < sorted.size();) {
        std::size_t end = first;
        double toxicHere = 0;
        while (end < sorted.size() && sorted[end].toxicity == sorted[first].toxicity) {
            toxicHere += sorted[end++].toxic ? 1 : 0;
        }
        toxicRanks += toxicHere * (static_cast<double>(first + 1 + end) / 2);
        toxic += toxicHere;
        first = end;
    }
    const double neutral = static_cast<double>(sorted.size()) - toxic;
    if (toxic == 0 || neutral == 0) return std::numeric_limits<double>::quiet_NaN();
    return (toxicRanks - toxic * (toxic + 1) / 2) / (toxic * neutral);
}

}  // namespace

ClassificationMetrics classificationMetrics(std::span<const LabelledScore> texts, double threshold) {
    double right = 0;
    double hits = 0;
    double called = 0;
    double toxic = 0;
    for (const auto& text : texts) {
        const bool calledToxic = text.toxicity >= threshold;
        right += calledToxic == text.toxic ? 1 : 0;
        hits += calledToxic && text.toxic ? 1 : 0;
        called += calledToxic ? 1 : 0;
        toxic += text.toxic ? 1 : 0;
    }
    ClassificationMetrics out{.n = static_cast<int>(texts.size())};
    out.accuracy = texts.empty() ? 0 : right / static_cast<double>(texts.size());
    out.f1 = called + toxic == 0 ? 0 : 2 * hits / (called + toxic);
    out.auc = areaUnderCurve(texts);
    return out;
}

}  // namespace detox
