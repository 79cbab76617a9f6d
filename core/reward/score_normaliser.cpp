// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/reward/score_normaliser.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace detox {

void RunningMoments::add(const std::vector<double>& batch) {
    if (batch.empty()) return;
    const auto n = static_cast<double>(batch.size());
    double sum = 0;
    for (const double x : batch) sum += x;
    const double batchMean = sum / n;
    double squares = 0;
    for (const double x : batch) squares += (x - batchMean) * (x - batchMean);

    const double delta = batchMean - mean;
    const double total = count + n;
    variance = (variance * count + delta * delta * count * n / total + squares) / total;
    mean += delta * n / total;
    count = total;
}

double RunningMoments::deviation() const {
    return count > 1 ? std::sqrt(variance * count / (count - 1)) : 1.0;
}

std::vector<double> ScoreNormaliser::apply(std::vector<double> scores) {
    if (m_config.scaleScores) m_moments.add(scores);
    return applyOnly(std::move(scores));
}

std::vector<double> ScoreNormaliser::applyOnly(std::vector<double> scores) const {
    if (m_config.scaleScores) {
        const double shift = m_config.normaliseScores ? m_moments.mean : 0.0;
        // The smallest float keeps equal scores from dividing by zero (TRL from 0.7.2).
        const double scale = m_moments.deviation() + std::numeric_limits<float>::epsilon();
        for (double& score : scores) score = (score - shift) / scale;
    }
    if (m_config.scoreClip > 0) {
        for (double& score : scores) score = std::clamp(score, -m_config.scoreClip, m_config.scoreClip);
    }
    return scores;
}

}  // namespace detox
