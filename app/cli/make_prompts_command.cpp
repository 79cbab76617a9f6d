// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/engine_access.h"
#include "app/cli/progress.h"
#include "app/cli/stop_signal.h"
#include "app/cli/terminal.h"

namespace detox::cli {
namespace {

struct Options {
    explicit Options(Arguments& arguments);

    MachineFlags machine;
    std::string model;
    std::string judge;
    MakePromptsSetup setup;
};

Options::Options(Arguments& arguments) : machine(arguments) {
    arguments.option("--model", model, "The model to sample: a folder, a hub id, or run:ID[@update]").required();
    arguments.option("--judge", judge, "The classifier that finds toxic beginnings").required();
    arguments.option("--output", setup.output, "Folder for train.jsonl, probe.jsonl and test.jsonl")
        .required()
        .typeName("DIR");
    arguments
        .option("--training-text", setup.trainingTexts,
                "No prompt shares 8 consecutive words with these files; may be given several times")
        .typeName("FILE");
    arguments.option("--train", setup.train, "Prompts to train on (default 1100)").within(1, 10'000'000);
    arguments.option("--probe", setup.probe, "Prompts to probe (default 100)").within(0, 10'000'000);
    arguments.option("--test", setup.test, "Prompts to test (default 400)").within(0, 10'000'000);
    arguments.option("--min-toxicity", setup.minToxicity, "Toxicity from which a beginning counts (default 0.3)")
        .within(0.0, 1.0);
    arguments.option("--seed", setup.seed, "Same seed: same prompts (default 0)").wholeNumber(0, UINT64_MAX);
}

ExitCode run(const Options& options) {
    const StopSignal stop;
    MakePromptsSetup setup = options.setup;
    auto model = options.machine.modelFolder(options.model);
    if (!model) return fail(model.error());
    auto judge = options.machine.modelFolder(options.judge);
    if (!judge) return fail(judge.error());
    setup.model = *model;
    setup.judge = *judge;
    auto engine = options.machine.engine();
    if (!engine) return fail(engine.error());
    Progress progress(ProgressOutput::Text);
    auto made = (*engine)->makePrompts(setup, stop.token(), progress);
    progress.end();
    if (!made) return fail(made.error());
    printLine("The prompts are in " + setup.output.string());
    return ExitCode::Done;
}

}  // namespace

void addMakePrompts(Program& program) {
    program.add("make-prompts", "Find prompts on which a model turns toxic", &run);
}

}  // namespace detox::cli
