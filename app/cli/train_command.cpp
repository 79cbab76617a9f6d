// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/terminal.h"
#include "app/cli/training_run.h"
#include "core/storage/run_store_sqlite.h"
#include "core/util/paths.h"

namespace detox::cli {
namespace {

struct Options {
    explicit Options(Arguments& arguments);

    RunConfigSource source;
    std::string dataDir;
    bool dryRun = false;
    bool json = false;
};

Options::Options(Arguments& arguments) : source(arguments) {
    arguments.option("--data-dir", dataDir, "Where runs are kept (default " + dataFolder().string() + ")")
        .typeName("DIR");
    arguments.flag("--dry-run", dryRun, "Print the settings and what is wrong with them; train nothing");
    arguments.flag("--json", json,
                   "Print each update and, last, {\"run\", \"folder\", \"checkpoint\", \"before\", \"after\"}");
}

/// What does not fit together, one per line; empty: all fits.
std::string problemsOf(const RunConfig& config) {
    std::string out;
    for (const auto& problem : crossCheck(config)) {
        out += (out.empty() ? "" : "\n") + ("--" + flagName(problem.key) + ": " + problem.message);
    }
    return out;
}

ExitCode run(const Options& options) {
    const StopSignal stop;
    auto chosen = options.source.choose();
    if (!chosen) {
        const Error& error = chosen.error();
        return error.kind() == ErrorKind::InvalidInput ? refuse(error.message()) : fail(error);
    }
    if (options.dryRun) printLine(toJson(chosen->config).dump(2));
    if (const std::string problems = problemsOf(chosen->config); !problems.empty()) return refuse(problems);
    if (options.dryRun) return ExitCode::Done;
    auto store = openRunStore(dataFolder(options.dataDir));
    if (!store) return fail(store.error());
    return startRun(**store, *chosen, options.json ? ProgressOutput::Json : ProgressOutput::Text, stop);
}

}  // namespace

void addTrain(Program& program) {
    program.add("train", "Make a model less toxic with PPO", &run);
}

}  // namespace detox::cli
