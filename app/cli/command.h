// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/cli/arguments.h"
#include "core/util/result.h"

namespace detox::cli {

/// What the shell sees. Stable.
enum class ExitCode : int { Done = 0, Failed = 1, Usage = 2, Interrupted = 130 };

/// What main runs after the command line was read.
using Action = std::function<ExitCode()>;

struct Program {
    Arguments arguments;
    Action action;  ///< of the subcommand that was chosen

    /// Adds subcommand `name`. `Options(Arguments&)` adds its flags, which the parser writes into that object; `run`
    /// gets it after parsing.
    template <class Options>
    void add(const std::string& name, const std::string& help, ExitCode (*run)(const Options&)) {
        addTo(arguments.command(name, help), run);
    }

    template <class Options>
    void addTo(Arguments command, ExitCode (*run)(const Options&)) {
        auto options = std::make_shared<Options>(command);
        command.onChosen([this, options, run] { action = [options, run] { return run(*options); }; });
    }
};

/// Prints the error's sentence on stderr: Failed, or Interrupted for a stop on request.
[[nodiscard]] ExitCode fail(const Error& error);
/// Prints what is wrong with the command line on stderr: Usage.
[[nodiscard]] ExitCode refuse(const std::string& problem);

void addGenerate(Program& program);
void addCompare(Program& program);
void addScore(Program& program);
void addTrain(Program& program);
void addEvaluate(Program& program);
void addRuns(Program& program);
void addModels(Program& program);
void addExport(Program& program);
void addFitLanguageModel(Program& program);
void addFitClassifier(Program& program);
void addMakePrompts(Program& program);
void addDoctor(Program& program);

}  // namespace detox::cli
