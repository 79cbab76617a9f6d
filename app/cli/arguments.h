// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace detox::cli {

/// One flag or word of the command line, while it is being described. Members return the argument itself.
class Argument {
public:
    explicit Argument(CLI::Option& option) : m_option(&option) {}

    Argument& required();
    /// What --help shows for the value.
    Argument& typeName(const std::string& name);
    /// The heading it stands under in --help.
    Argument& group(const std::string& name);
    /// Digits only, so that neither -1 nor a number too large for its type slips through.
    Argument& wholeNumber(std::uint64_t lowest, std::uint64_t highest);
    Argument& within(int lowest, int highest);
    Argument& within(double lowest, double highest);
    Argument& positive();
    Argument& notNegative();
    /// `problem` says what is wrong with a value; empty: nothing.
    Argument& check(const std::function<std::string(const std::string&)>& problem);

    [[nodiscard]] bool given() const;

private:
    CLI::Option* m_option;  // not owned
};

/// The command line of the program or of one subcommand; parsing writes into the variables named. The parser's own
/// header stays behind this one: it is most of the work of compiling whatever includes it.
class Arguments {
public:
    explicit Arguments(CLI::App& app) : m_app(&app) {}

    /// T: std::string, std::filesystem::path, a vector of those, int, std::int64_t, std::uint64_t or double. `names`
    /// as "--long,--alias", or "ID" for a word without a flag.
    template <class T>
    Argument option(const std::string& names, T& target, const std::string& help);
    /// T: bool, or std::string for a flag whose value is kept as text.
    template <class T>
    Argument flag(const std::string& names, T& target, const std::string& help);

    Arguments command(const std::string& name, const std::string& help);
    /// One of the commands must be given.
    void requireCommand();
    /// Called when parsing has reached this command.
    void onChosen(std::function<void()> chosen);

private:
    CLI::App* m_app;  // not owned
};

}  // namespace detox::cli
