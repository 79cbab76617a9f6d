// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/engine_access.h"
#include "app/cli/fit_run.h"
#include "app/cli/stop_signal.h"

namespace detox::cli {
namespace {

struct Options {
    explicit Options(Arguments& arguments);

    ConfigFlags<FitClassifierConfig> config;
    std::vector<std::filesystem::path> tables;
    std::vector<std::filesystem::path> texts;
    std::string tokenizer;
    std::string output;
    bool json = false;
};

Options::Options(Arguments& arguments) : config(arguments) {
    arguments.option("--table", tables, "CSV, TSV or JSONL with text and label; may be given several times")
        .required()
        .typeName("FILE");
    arguments
        .option("--pretrain-text", texts, "Unlabelled text for pretraining, one per line; may be given several times")
        .typeName("FILE");
    arguments.option("--tokenizer", tokenizer, "A sentencepiece model to use; else one is made from the texts")
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
    auto session = (*engine)->newClassifierSession({.config = *config,
                                                    .tables = options.tables,
                                                    .texts = options.texts,
                                                    .tokenizer = options.tokenizer,
                                                    .output = options.output});
    if (!session) return fail(session.error());
    return conductFit(**session, options.output, options.json ? FitOutput::Json : FitOutput::Text, stop.token());
}

}  // namespace

void addFitClassifier(Program& program) {
    program.add("fit-classifier", "Make a toxicity classifier from labelled texts", &run);
}

}  // namespace detox::cli
