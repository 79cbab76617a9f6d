// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "core/util/result.h"

namespace detox::cli {

/// What the shell sees. Stable.
enum class ExitCode : int { Done = 0, Failed = 1, Usage = 2, Interrupted = 130 };

/// What main runs after the command line was read.
using Action = std::function<ExitCode()>;

struct Program {
    CLI::App& app;
    Action action;  ///< of the subcommand that was chosen

    /// Adds subcommand `name`. `Options(CLI::App&)` adds its flags, which the parser writes into that object; `run`
    /// gets it after parsing.
    template <class Options>
    void add(const std::string& name, const std::string& help, ExitCode (*run)(const Options&)) {
        addTo(*app.add_subcommand(name, help), run);
    }

    template <class Options>
    void addTo(CLI::App& command, ExitCode (*run)(const Options&)) {
        auto options = std::make_shared<Options>(command);
        command.callback([this, options, run] { action = [options, run] { return run(*options); }; });
    }
};

/// Prints the error's sentence on stderr: Failed, or Interrupted for a stop on request.
[[nodiscard]] ExitCode fail(const Error& error);
/// Prints what is wrong with the command line on stderr: Usage.
[[nodiscard]] ExitCode refuse(const std::string& problem);

/// Of an option's text: digits only, so that neither -1 nor a number too large for its type slips through.
[[nodiscard]] CLI::Validator wholeNumber(std::uint64_t low, std::uint64_t high);

void addGenerate(Program& program);
void addCompare(Program& program);
void addScore(Program& program);
void addTrain(Program& program);
void addEvaluate(Program& program);
void addRuns(Program& program);
void addFitLanguageModel(Program& program);
void addFitClassifier(Program& program);
void addMakePrompts(Program& program);
void addDoctor(Program& program);

}  // namespace detox::cli
