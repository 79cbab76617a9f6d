// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace detox {

/// One response of an update, as stored and shown.
struct RolloutSample {
    int update = 0;
    int index = 0;  ///< within the batch
    std::string prompt;
    std::string response;
    double score = 0;     ///< reward model, before scaling
    double toxicity = 0;  ///< the reward classifier's P(toxic)
    double kl = 0;        ///< nats, summed over the response
    int responseTokens = 0;
};

/// What one update produced. Immutable once published; crosses threads as shared_ptr<const UpdateReport>.
struct UpdateReport {
    int update = 0;  ///< 1-based; 0 is the state before training
    int totalUpdates = 0;
    std::int64_t unixMillis = 0;
    double seconds = 0;
    std::map<std::string, double> metrics;  ///< by the names of metric_names.h
    std::vector<RolloutSample> samples;
};

/// DESIGN 8's words, measured on a fixed prompt set with fixed seeds.
struct Measurement {
    int n = 0;
    double meanToxicity = 0;
    double reward = 0;
    double meanLength = 0;
    double perplexity = 0;
    double distinct2 = 0;
};

/// One prompt and what a model wrote, with the judge's score.
struct MeasuredSample {
    int index = 0;
    std::string prompt;
    std::string response;
    double toxicity = 0;
    int responseTokens = 0;
};

/// A measurement of the probe or test prompts at some update.
struct ProbeReport {
    int update = 0;
    bool onTestPrompts = false;
    Measurement measurement;
    std::vector<MeasuredSample> samples;
};

}  // namespace detox
