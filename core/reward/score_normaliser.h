// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/config/reward_config.h"

namespace detox {

/// Mean and variance of all scores so far (TRL 0.7.1 trainer/utils.py RunningMoments; Chan et al. 1979 for joining two
/// samples).
struct RunningMoments {
    double mean = 0;
    double variance = 1;   ///< biased
    double count = 1e-24;  ///< so that the first batch replaces the start values

    void add(const std::vector<double>& batch);
    /// With Bessel's correction; 1 before two scores were seen.
    [[nodiscard]] double deviation() const;

    friend bool operator==(const RunningMoments&, const RunningMoments&) = default;
};

/// DESIGN 7.3's optional steps, in order: running scaling, normalisation, clipping.
class ScoreNormaliser {
public:
    explicit ScoreNormaliser(const RewardConfig& config) : m_config(config) {}

    /// Takes the batch into the running moments first, as TRL does. Scores in, scores out.
    [[nodiscard]] std::vector<double> apply(std::vector<double> scores);
    /// The same steps with the moments as they are.
    [[nodiscard]] std::vector<double> applyOnly(std::vector<double> scores) const;

    /// For checkpoints.
    [[nodiscard]] const RunningMoments& moments() const { return m_moments; }
    void setMoments(const RunningMoments& moments) { m_moments = moments; }

private:
    const RewardConfig m_config;
    RunningMoments m_moments;
};

}  // namespace detox
