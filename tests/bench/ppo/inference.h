// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "tests/bench/ppo/figure.h"
#include "tests/bench/ppo/workload.h"

namespace detox::bench {

/// Tokens per second of core/generation's BatchDecoder, prompts included in the time, at each number of rows.
[[nodiscard]] std::vector<Figure> measureDecoding(const Workload& workload, const TryLimits& limits);
/// Texts per second of core/reward's ClassifierScorer, tokenising included, for a batch's and for many texts.
[[nodiscard]] std::vector<Figure> measureScoring(const Workload& workload, const TryLimits& limits);

}  // namespace detox::bench
