// SPDX-License-Identifier: GPL-3.0-or-later
#include <climits>

#include "app/cli/command.h"
#include "app/cli/engine_access.h"
#include "app/cli/json_output.h"
#include "app/cli/measurement_table.h"
#include "app/cli/progress.h"
#include "app/cli/stop_signal.h"
#include "app/cli/terminal.h"

namespace detox::cli {
namespace {

struct Options {
    explicit Options(Arguments& arguments);

    MachineFlags machine;
    std::string model;
    std::string baseline;
    std::string judge;
    std::string prompts;
    int limit = 0;
    std::uint64_t seed = 0;
    bool json = false;
};

Options::Options(Arguments& arguments) : machine(arguments) {
    arguments.option("--model", model, "A model folder, a hub id, or run:ID[@update]").required();
    arguments.option("--baseline", baseline, "Measured too; perplexity is measured under it");
    arguments.option("--judge", judge, "The classifier that measures toxicity").required();
    arguments.option("--prompts", prompts, "Prompts to continue: JSONL, JSON, CSV, TSV or TXT").required();
    arguments.option("--limit", limit, "Only the first N prompts; 0 takes all").wholeNumber(0, INT_MAX);
    arguments.option("--seed", seed, "Same seed: same responses (default 0)").wholeNumber(0, UINT64_MAX);
    arguments.flag("--json", json, "Print {\"model\": {…}, \"baseline\": {…} or null}");
}

Result<EvaluationSetup> resolve(const Options& options) {
    EvaluationSetup setup{.prompts = options.prompts, .limit = options.limit, .seed = options.seed};
    auto model = options.machine.modelFolder(options.model);
    if (!model) return model.error();
    setup.model = *model;
    auto judge = options.machine.modelFolder(options.judge);
    if (!judge) return judge.error();
    setup.judge = *judge;
    if (options.baseline.empty()) return setup;
    auto baseline = options.machine.modelFolder(options.baseline);
    if (!baseline) return baseline.error();
    setup.baseline = *baseline;
    return setup;
}

ExitCode run(const Options& options) {
    const StopSignal stop;
    auto setup = resolve(options);
    if (!setup) return fail(setup.error());
    auto engine = options.machine.engine();
    if (!engine) return fail(engine.error());
    Progress progress(ProgressOutput::Text);
    auto result = (*engine)->evaluate(*setup, stop.token(), progress);
    progress.end();
    if (!result) return fail(result.error());
    if (options.json) {
        printJson({{"model", jsonOf(std::optional(result->model))}, {"baseline", jsonOf(result->baseline)}});
    } else {
        print(measurementTable({"model", result->model}, {"baseline", result->baseline}));
    }
    return ExitCode::Done;
}

}  // namespace

void addEvaluate(Program& program) {
    program.add("evaluate", "Measure toxicity, perplexity and diversity of a model", &run);
}

}  // namespace detox::cli
