// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/config/prompt_config.h"
#include "core/prompts/prompt_reader.h"
#include "core/util/result.h"

namespace detox {

/// How many records were left out, and why.
struct PromptDrops {
    std::int64_t withoutScore = 0;
    std::int64_t belowThreshold = 0;
    std::int64_t duplicates = 0;
    std::int64_t unreadable = 0;
};

/// The prompts of a run: three disjoint parts.
struct PromptSet {
    std::vector<PromptRecord> train, probe, test;
    std::int64_t read = 0;
    PromptDrops drops;
    ReadingReport report;

    /// "1,100 prompts to train on, 100 to probe, 400 to test; 61 dropped: …" in one line.
    [[nodiscard]] std::string summary() const;
};

/// Reads, filters (toxicity strictly above config.minToxicity; null is dropped; a file without a score column is not
/// filtered) and splits. Which prompts are held out depends on their texts alone, so that runs with different seeds are
/// measured on the same ones. When the file is a train.jsonl with probe.jsonl and test.jsonl beside it (the starter),
/// those are the held-out parts, unfiltered. A file too small for the wanted counts gives at most half of its prompts,
/// in the wanted proportion. An error when nothing remains to train on.
[[nodiscard]] Result<PromptSet> loadPromptSet(const std::filesystem::path& file, const PromptConfig& config);

}  // namespace detox
