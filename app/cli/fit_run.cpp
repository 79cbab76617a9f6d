// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/fit_run.h"

#include "app/cli/json_output.h"
#include "app/cli/progress.h"
#include "app/cli/terminal.h"

namespace detox::cli {
namespace {

void printMetrics(const std::map<std::string, double>& metrics) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, value] : metrics) rows.push_back({name, fixed(value, 4)});
    print(table(rows, Align::NumbersRight));
}

}  // namespace

ExitCode conductFit(TrainingSession& session, const std::filesystem::path& folder, FitOutput output,
                    std::stop_token stop) {
    Progress progress(output == FitOutput::Json ? ProgressOutput::Json : ProgressOutput::Text);
    auto outcome = session.run(std::move(stop), progress);
    progress.end();
    if (!outcome) return fail(outcome.error());
    const bool finished = outcome->end == TrainingEnd::Finished;
    if (output == FitOutput::Json) {
        OrderedJson metrics = OrderedJson::object();
        for (const auto& [name, value] : progress.metrics()) metrics[name] = jsonOf(value);
        printJson({{"folder", folder.string()}, {"finished", finished}, {"metrics", metrics}});
    } else {
        printMetrics(progress.metrics());
        printLine(finished ? "The model is in " + folder.string()
                           : "Stopped; the same command goes on where it stopped.");
    }
    return finished ? ExitCode::Done : ExitCode::Interrupted;
}

}  // namespace detox::cli
