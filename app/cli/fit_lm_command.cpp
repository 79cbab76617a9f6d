// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/engine_access.h"
#include "app/cli/fit_run.h"
#include "app/cli/stop_signal.h"

namespace detox::cli {
namespace {

struct Options {
    explicit Options(Arguments& arguments);

    ConfigFlags<FitLanguageModelConfig> config;
    std::vector<std::filesystem::path> texts;
    std::string output;
    bool json = false;
};

Options::Options(Arguments& arguments) : config(arguments) {
    arguments.option("--text", texts, "UTF-8 text, one document per line, or a table; may be given several times")
        .required()
        .typeName("FILE");
    arguments.option("--output", output, "The Hugging Face folder to make").required().typeName("DIR");
    arguments.flag("--json", json, "Print each step's report and, last, {\"folder\", \"finished\", \"metrics\"}");
}

ExitCode run(const Options& options) {
    const StopSignal stop;
    auto config = options.config.over({});
    if (!config) return refuse(config.error().message());
    auto engine = startEngine(config->machine);
    if (!engine) return fail(engine.error());
    auto session =
        (*engine)->newLanguageModelSession({.config = *config, .texts = options.texts, .output = options.output});
    if (!session) return fail(session.error());
    return conductFit(**session, options.output, options.json ? FitOutput::Json : FitOutput::Text, stop.token());
}

}  // namespace

void addFitLanguageModel(Program& program) {
    program.add("fit-lm", "Make a language model from text", &run);
}

}  // namespace detox::cli
