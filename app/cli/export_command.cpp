// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/engine_access.h"
#include "app/cli/json_output.h"
#include "app/cli/progress.h"
#include "app/cli/stop_signal.h"
#include "app/cli/terminal.h"
#include "core/storage/run_store_sqlite.h"
#include "core/util/paths.h"

namespace detox::cli {
namespace {

struct Options {
    explicit Options(Arguments& arguments);

    MachineFlags machine;
    std::string model;
    std::filesystem::path output;
    bool json = false;
    ConfigFlags<ExportConfig> config;
};

Options::Options(Arguments& arguments) : machine(arguments), config(arguments) {
    arguments.option("MODEL", model, "run:ID[@update], a model's or an adapter's folder, or a hub id").required();
    arguments.option("--output", output, "The folder to make; it must not exist yet").required();
    arguments.flag("--json", json, "Print {\"folder\", \"bytes\", \"weight_files\", \"tensors\"}");
}

/// Nothing for a model that is no run's.
Result<std::optional<ExportOrigin>> originOf(const Options& options) {
    if (const auto named = parseCheckpointName(options.model); named && !*named) return std::optional<ExportOrigin>();
    auto store = openRunStore(dataFolder(options.machine.dataDir));
    if (!store) return store.error();
    auto origin = exportOrigin(options.model, **store);
    if (!origin || !*origin) return origin;
    if (const auto base = modelFolder((*origin)->run.config.models.model, **store)) (*origin)->baseFolder = *base;
    return origin;
}

Result<ExportSetup> resolve(const Options& options) {
    auto config = options.config.over({});
    if (!config) return config.error();
    auto folder = options.machine.modelFolder(options.model);
    if (!folder) return folder.error();
    auto origin = originOf(options);
    if (!origin) return origin.error();
    return ExportSetup{.model = *folder,
                       .output = std::filesystem::absolute(options.output).lexically_normal(),
                       .config = *config,
                       .origin = std::move(*origin)};
}

void printOutcome(const ExportOutcome& outcome) {
    printLine("Exported " + fixed(static_cast<double>(outcome.bytes) / 1e6, 1) + " MB to " + outcome.folder.string() +
              ". " + std::to_string(outcome.tensors) + " tensors were read back and are equal.");
}

ExitCode run(const Options& options) {
    const StopSignal stop;
    const auto setup = resolve(options);
    if (!setup) return fail(setup.error());
    auto engine = options.machine.engine();
    if (!engine) return fail(engine.error());
    Progress progress(ProgressOutput::Text);
    const auto outcome = (*engine)->exportModel(*setup, stop.token(), progress);
    progress.end();
    if (!outcome) return fail(outcome.error());
    if (options.json) {
        printJson({{"folder", outcome->folder.string()},
                   {"bytes", outcome->bytes},
                   {"weight_files", outcome->weightFiles},
                   {"tensors", outcome->tensors}});
    } else {
        printOutcome(*outcome);
    }
    return ExitCode::Done;
}

}  // namespace

void addExport(Program& program) {
    program.add("export", "Write a model as a Hugging Face folder", &run);
}

}  // namespace detox::cli
