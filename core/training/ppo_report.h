// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/update_report.h"
#include "core/ppo/report.h"
#include "core/prompts/prompt_sampler.h"
#include "core/reward/score_responses.h"
#include "core/training/draw_responses.h"
#include "core/training/run_reporter.h"
#include "core/training/stage_clock.h"

namespace detox {

/// What an update made, for its report.
struct UpdateParts {
    int update = 0;
    int totalUpdates = 0;
    const StageClock& clock;
    const std::vector<Query>& queries;
    const DrawnResponses& drawn;
    const ScoredResponses& scored;
    const PpoReport& ppo;
};

/// Stage 7: metrics by the names of metric_names.h and one sample per response. Numbers that are not finite are left
/// out of the metrics and 0 in the samples; PpoAlarms tells of them.
[[nodiscard]] UpdateReport describe(const UpdateParts& parts);

/// Raises an alarm when something goes wrong that did not in the update before.
class PpoAlarms {
public:
    void look(const PpoReport& ppo, const ScoredResponses& scored, RunReporter& reporter);

private:
    bool m_guarded = false;
    bool m_notFinite = false;
    bool m_scoresNotFinite = false;
    bool m_recomputed = false;
};

[[nodiscard]] bool allFinite(const std::vector<double>& values);

}  // namespace detox
