// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_report.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "app/cli/json_output.h"
#include "app/cli/measurement_table.h"
#include "app/cli/terminal.h"

namespace detox::cli {
namespace {

constexpr double kMebibyte = 1024.0 * 1024.0;

std::string localTime(std::int64_t unixMillis) {
    if (unixMillis == 0) return "–";
    const auto seconds = static_cast<std::time_t>(unixMillis / 1000);
    std::tm parts{};
    std::array<char, 32> buffer{};
    ::localtime_r(&seconds, &parts);
    return {buffer.data(), std::strftime(buffer.data(), buffer.size(), "%Y-%m-%d %H:%M", &parts)};
}

std::string optionalText(const std::optional<double>& value, int digits) {
    return value ? fixed(*value, digits) : "–";
}

OrderedJson jsonOfOptional(const std::optional<double>& value) {
    return value ? jsonOf(*value) : OrderedJson(nullptr);
}

OrderedJson jsonOfSummary(const RunSummary& run) {
    return {{"run", run.id},
            {"name", run.name},
            {"state", std::string(toText(run.state))},
            {"model", run.model},
            {"preset", run.preset},
            {"started_millis", run.startedMillis},
            {"ended_millis", run.endedMillis},
            {"updates", run.updates},
            {"total_updates", run.totalUpdates},
            {"reward", jsonOfOptional(run.lastReward)},
            {"toxicity", jsonOfOptional(run.lastToxicity)},
            {"kl", jsonOfOptional(run.lastKl)},
            {"before", jsonOf(run.before)},
            {"after", jsonOf(run.after)},
            {"message", run.message},
            {"folder", run.folder.string()}};
}

std::string settingsText(const RunConfig& config) {
    RunConfig defaults;
    RunConfig copy = config;
    std::vector<std::vector<std::string>> rows;
    for (const auto& difference : differences(fieldsOf(defaults), fieldsOf(copy))) {
        rows.push_back({"  " + difference.label, difference.right});
    }
    return table(rows);
}

void printCheckpoints(const std::vector<CheckpointInfo>& checkpoints) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& checkpoint : checkpoints) {
        rows.push_back({"  update " + std::to_string(checkpoint.update),
                        fixed(static_cast<double>(checkpoint.bytes) / kMebibyte, 1) + " MiB",
                        checkpoint.resumable ? "resumable" : "", checkpoint.folder.string()});
    }
    printLine("\nCheckpoints");
    print(table(rows));
}

void printJournal(const std::vector<JournalEntry>& journal) {
    if (journal.empty()) return;
    printLine("\nJournal");
    for (const auto& entry : journal) {
        printLine("  update " + std::to_string(entry.update) + ": " + entry.text +
                  (entry.remedy.empty() ? "" : " " + entry.remedy));
    }
}

}  // namespace

Result<RunReport> readRunReport(const RunStore& store, std::int64_t id) {
    auto details = store.run(id);
    if (!details) return details.error();
    auto metrics = store.metrics(id);
    if (!metrics) return metrics.error();
    auto checkpoints = store.checkpoints(id);
    if (!checkpoints) return checkpoints.error();
    auto journal = store.journal(id);
    if (!journal) return journal.error();
    return RunReport{std::move(*details), std::move(*metrics), std::move(*checkpoints), std::move(*journal)};
}

Result<std::string> testPrompt(const RunStore& store, std::int64_t id, int index) {
    auto probes = store.probes(id);
    if (!probes) return probes.error();
    for (const auto& probe : *probes) {
        if (!probe.onTestPrompts) continue;
        for (const auto& sample : probe.samples) {
            if (sample.index == index) return sample.prompt;
        }
    }
    return notFound("Run " + std::to_string(id) + " has no test prompt " + std::to_string(index) + ".");
}

void printRuns(const std::vector<RunSummary>& runs) {
    if (runs.empty()) return printLine("No runs yet. 'detox train' makes one.");
    std::vector<std::vector<std::string>> rows{
        {"run", "name", "state", "updates", "reward", "toxicity", "KL", "started", "model"}};
    for (const auto& run : runs) {
        rows.push_back({std::to_string(run.id), run.name, std::string(toText(run.state)),
                        std::to_string(run.updates) + "/" + std::to_string(run.totalUpdates),
                        optionalText(run.lastReward, 3), optionalText(run.lastToxicity, 3), optionalText(run.lastKl, 2),
                        localTime(run.startedMillis), run.model});
    }
    print(table(rows));
}

void printRunsJson(const std::vector<RunSummary>& runs) {
    OrderedJson out = OrderedJson::array();
    for (const auto& run : runs) out.push_back(jsonOfSummary(run));
    printJson(out);
}

void printRunReport(const RunReport& report) {
    const RunSummary& run = report.details.summary;
    printLine("Run " + std::to_string(run.id) + " " + run.name + ": " + std::string(toText(run.state)) + ", " +
              std::to_string(run.updates) + " of " + std::to_string(run.totalUpdates) + " updates");
    if (!run.message.empty()) printLine(run.message);
    printLine("Started " + localTime(run.startedMillis) + ", ended " + localTime(run.endedMillis) + ", Detox Studio " +
              report.details.programVersion + " (" + report.details.gitHash + ")");
    printLine("Folder  " + run.folder.string());
    printLine("\nSettings that differ from the defaults" + (run.preset.empty() ? "" : " (preset " + run.preset + ")"));
    print(settingsText(report.details.config));
    if (run.before || run.after) {
        printLine("\nTest prompts");
        print(measurementTable({"before", run.before}, {"after", run.after}));
    }
    printCheckpoints(report.checkpoints);
    printJournal(report.journal);
}

void printRunReportJson(const RunReport& report) {
    OrderedJson out = jsonOfSummary(report.details.summary);
    out["program_version"] = report.details.programVersion;
    out["git_hash"] = report.details.gitHash;
    out["config"] = toJson(report.details.config);
    out["metrics"] = OrderedJson::object();
    for (const auto& [name, points] : report.metrics) {
        OrderedJson& values = out["metrics"][name] = OrderedJson::array();
        for (const auto& point : points) values.push_back({point.update, jsonOf(point.value)});
    }
    out["checkpoints"] = OrderedJson::array();
    for (const auto& checkpoint : report.checkpoints) {
        out["checkpoints"].push_back({{"update", checkpoint.update},
                                      {"folder", checkpoint.folder.string()},
                                      {"bytes", checkpoint.bytes},
                                      {"resumable", checkpoint.resumable}});
    }
    printJson(out);
}

}  // namespace detox::cli
