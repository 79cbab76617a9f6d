// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/ppo_report.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "core/api/metric_names.h"

namespace detox {
namespace {

double finiteOrZero(double value) {
    return std::isfinite(value) ? value : 0.0;
}

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<RolloutSample> samplesOf(const UpdateParts& parts) {
    std::vector<RolloutSample> samples;
    for (std::size_t i = 0; i < parts.queries.size(); ++i) {
        samples.push_back({.update = parts.update,
                           .index = static_cast<int>(i),
                           .prompt = parts.queries[i].text,
                           .response = parts.scored.texts[i],
                           .score = finiteOrZero(parts.scored.scores[i]),
                           .toxicity = finiteOrZero(parts.scored.toxicity[i]),
                           .kl = finiteOrZero(parts.ppo.klPerSequence[i]),
                           .responseTokens = static_cast<int>(parts.drawn.ids[i].size())});
    }
    return samples;
}

std::string some(int count, const char* one, const char* many) {
    return std::to_string(count) + (count == 1 ? one : many);
}

}  // namespace

bool allFinite(const std::vector<double>& values) {
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

UpdateReport describe(const UpdateParts& parts) {
    UpdateReport report;
    report.update = parts.update;
    report.totalUpdates = parts.totalUpdates;
    report.seconds = parts.clock.seconds();
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    report.unixMillis = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    report.samples = samplesOf(parts);
    report.metrics = parts.ppo.metrics;
    std::size_t tokens = 0;
    for (const auto& response : parts.drawn.ids) tokens += response.size();
    report.metrics[metric::kToxicity] = mean(parts.scored.toxicity);
    report.metrics[metric::kEosRate] =
        static_cast<double>(parts.drawn.ended) / static_cast<double>(parts.drawn.ids.size());
    report.metrics[metric::kEmptyResponses] = parts.scored.empty;
    report.metrics[metric::kUpdateSeconds] = report.seconds;
    report.metrics.insert(parts.clock.stages().begin(), parts.clock.stages().end());
    report.metrics[metric::kTokensPerSecond] = static_cast<double>(tokens) / std::max(report.seconds, 1e-9);
    std::erase_if(report.metrics, [](const auto& metric) { return !std::isfinite(metric.second); });
    return report;
}

void PpoAlarms::look(const PpoReport& ppo, const ScoredResponses& scored, RunReporter& reporter) {
    const auto raise = [&](bool& before, bool now, const std::string& text, const std::string& remedy) {
        if (now && !std::exchange(before, now)) reporter.alarm(text, remedy);
        before = now;
    };
    raise(m_scoresNotFinite, !allFinite(scored.scores), "The classifier gave a score that is no number.",
          "Choose another classifier; nothing is learned from such responses.");
    raise(m_notFinite, ppo.nonFiniteSkips > 0,
          some(ppo.nonFiniteSkips, " minibatch", " minibatches") +
              " had a loss or gradient that is no number and changed nothing.",
          "Lower the learning rate or set a gradient norm limit.");
    raise(m_guarded, ppo.guardSkips > 0,
          "The ratio guard left out " + some(ppo.guardSkips, " minibatch.", " minibatches."),
          "Lower the learning rate or the number of PPO epochs.");
    raise(m_recomputed, ppo.oldLogprobsRecomputed,
          "The policy's log-probabilities while writing and while learning disagreed; they were computed again.",
          "Choose float32 computation if this goes on.");
}

}  // namespace detox
