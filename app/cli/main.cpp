// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include <CLI/CLI.hpp>

#include "app/cli/command.h"
#include "app/cli/terminal.h"
#include "core/config/field_info.h"
#include "core/util/log.h"
#include "core/util/version.h"

namespace detox::cli {
namespace {

void addCommands(Program& program) {
    addTrain(program);
    addCompare(program);
    addGenerate(program);
    addScore(program);
    addEvaluate(program);
    addRuns(program);
    addModels(program);
    addExport(program);
    addFitLanguageModel(program);
    addFitClassifier(program);
    addMakePrompts(program);
    addDoctor(program);
}

/// The subcommand that was reached, or the program itself.
const CLI::App& reached(const CLI::App& app) {
    const CLI::App* deepest = &app;
    while (!deepest->get_subcommands().empty()) deepest = deepest->get_subcommands().front();
    return *deepest;
}

/// What to say when a word stands where a subcommand must; empty: something else is wrong.
std::string unknownCommand(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(command->get_name());
    }
    const auto words = app.remaining();
    if (names.empty() || words.empty() || words.front().starts_with("-")) return {};
    return "'" + words.front() + "' is no command; did you mean '" + nearestKey(words.front(), names) + "'?";
}

/// Catches what nobody else did: a defect, told in one sentence.
ExitCode perform(const Action& action) {
    try {
        return action();
    } catch (const std::exception& exception) {
        return fail(internalError(std::string("This should not have happened: ") + exception.what() + "."));
    }
}

int runProgram(int argc, char** argv) {
    CLI::App app("Make a language model less toxic with PPO, and see what changed", "detox");
    app.set_version_flag("--version", "detox " + std::string(version()) + " (" + std::string(gitHash()) + ")");
    app.require_subcommand(1);
    app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    Program program{Arguments(app), {}};
    addCommands(program);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
        const std::string problem = asked ? std::string() : unknownCommand(reached(app));
        if (!problem.empty()) return static_cast<int>(refuse(problem));
        app.exit(error);
        return static_cast<int>(asked ? ExitCode::Done : ExitCode::Usage);
    }
    return static_cast<int>(perform(program.action));
}

}  // namespace
}  // namespace detox::cli

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a file beyond the limit is an error to report, not an end
    detox::log::start(detox::log::Level::Warn);
    return detox::cli::runProgram(argc, argv);
}
