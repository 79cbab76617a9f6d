// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/model_export.h"

#include <algorithm>

namespace detox {
namespace {

enum class Prompts { Probe, Test };

std::optional<ProbeReport> reportOf(const std::vector<ProbeReport>& reports, int update, Prompts prompts) {
    const auto found = std::find_if(reports.begin(), reports.end(), [&](const ProbeReport& report) {
        return report.update == update && report.onTestPrompts == (prompts == Prompts::Test);
    });
    return found == reports.end() ? std::nullopt : std::optional(*found);
}

/// Test prompts where both ends were measured on them, else probe prompts.
void addMeasurements(ExportOrigin& origin, const std::vector<ProbeReport>& reports) {
    for (const Prompts prompts : {Prompts::Test, Prompts::Probe}) {
        origin.before = reportOf(reports, 0, prompts);
        origin.after = reportOf(reports, origin.update, prompts);
        if (origin.before && origin.after) return;
    }
    origin.before.reset();
    origin.after.reset();
}

}  // namespace

Result<std::optional<ExportOrigin>> exportOrigin(const std::string& name, const RunStore& store) {
    auto named = parseCheckpointName(name);
    if (!named) return named.error();
    if (!*named) return std::optional<ExportOrigin>();
    auto checkpoint = findCheckpoint(**named, store);
    if (!checkpoint) return checkpoint.error();
    auto run = store.run((*named)->run);
    if (!run) return run.error();
    auto reports = store.probes((*named)->run);
    if (!reports) return reports.error();
    ExportOrigin origin{.run = std::move(*run), .update = checkpoint->update};
    addMeasurements(origin, *reports);
    return std::optional(std::move(origin));
}

}  // namespace detox
