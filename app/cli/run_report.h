// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/api/run_store.h"

namespace detox::cli {

/// Everything `detox runs show` prints.
struct RunReport {
    RunDetails details;
    std::map<std::string, std::vector<MetricPoint>> metrics;
    std::vector<CheckpointInfo> checkpoints;
    std::vector<JournalEntry> journal;
};

[[nodiscard]] Result<RunReport> readRunReport(const RunStore& store, std::int64_t id);
/// Prompt `index` of those the run was tested on.
[[nodiscard]] Result<std::string> testPrompt(const RunStore& store, std::int64_t id, int index);

void printRuns(const std::vector<RunSummary>& runs);
void printRunsJson(const std::vector<RunSummary>& runs);
void printRunReport(const RunReport& report);
void printRunReportJson(const RunReport& report);

}  // namespace detox::cli
