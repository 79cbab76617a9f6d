// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include "app/cli/command.h"
#include "app/cli/terminal.h"
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
    addFitLanguageModel(program);
    addFitClassifier(program);
    addMakePrompts(program);
    addDoctor(program);
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
    Program program{app, {}};
    addCommands(program);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
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
