// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

#include <climits>

#include "app/cli/command.h"
#include "app/cli/run_report.h"
#include "app/cli/terminal.h"
#include "app/cli/training_run.h"
#include "core/storage/run_store_sqlite.h"
#include "core/util/paths.h"

namespace detox::cli {
namespace {

/// What all of `detox runs` has.
struct StoreOptions {
    explicit StoreOptions(Arguments& arguments) {
        arguments.option("--data-dir", dataDir, "Where runs are kept (default " + dataFolder().string() + ")")
            .typeName("DIR");
        arguments.flag("--json", json, "Print JSON");
    }

    [[nodiscard]] Result<std::unique_ptr<RunStore>> open() const { return openRunStore(dataFolder(dataDir)); }

    std::string dataDir;
    bool json = false;
};

struct OneRunOptions : StoreOptions {
    explicit OneRunOptions(Arguments& arguments) : StoreOptions(arguments) {
        arguments.option("ID", id, "Number of the run").required().wholeNumber(1, INT64_MAX);
    }

    std::int64_t id = 0;
};

struct ShowOptions : OneRunOptions {
    explicit ShowOptions(Arguments& arguments) : OneRunOptions(arguments) {
        arguments.option("--test-prompt", testPrompt, "Print only test prompt N (from 0)").wholeNumber(0, INT_MAX);
    }

    int testPrompt = -1;
};

ExitCode list(const StoreOptions& options) {
    auto store = options.open();
    if (!store) return fail(store.error());
    auto runs = (*store)->runs();
    if (!runs) return fail(runs.error());
    options.json ? printRunsJson(*runs) : printRuns(*runs);
    return ExitCode::Done;
}

ExitCode show(const ShowOptions& options) {
    auto store = options.open();
    if (!store) return fail(store.error());
    if (options.testPrompt >= 0) {
        auto prompt = testPrompt(**store, options.id, options.testPrompt);
        if (!prompt) return fail(prompt.error());
        printLine(*prompt);
        return ExitCode::Done;
    }
    auto report = readRunReport(**store, options.id);
    if (!report) return fail(report.error());
    options.json ? printRunReportJson(*report) : printRunReport(*report);
    return ExitCode::Done;
}

ExitCode resume(const OneRunOptions& options) {
    const StopSignal stop;
    auto store = options.open();
    if (!store) return fail(store.error());
    return resumeRun(**store, options.id, options.json ? ProgressOutput::Json : ProgressOutput::Text, stop);
}

ExitCode remove(const OneRunOptions& options) {
    auto store = options.open();
    if (!store) return fail(store.error());
    if (auto removed = (*store)->remove(options.id); !removed) return fail(removed.error());
    printLine("Run " + std::to_string(options.id) + " and its checkpoints are deleted.");
    return ExitCode::Done;
}

}  // namespace

void addRuns(Program& program) {
    Arguments runs = program.arguments.command("runs", "List, show, resume and delete runs");
    runs.requireCommand();
    program.addTo(runs.command("list", "All runs, newest first"), &list);
    program.addTo(runs.command("show", "What a run did"), &show);
    program.addTo(runs.command("resume", "Go on with a stopped or interrupted run"), &resume);
    program.addTo(runs.command("delete", "Delete a run with its checkpoints"), &remove);
}

}  // namespace detox::cli
