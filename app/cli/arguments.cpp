// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace detox::cli {

Argument& Argument::required() {
    m_option->required();
    return *this;
}

Argument& Argument::typeName(const std::string& name) {
    m_option->type_name(name);
    return *this;
}

Argument& Argument::group(const std::string& name) {
    m_option->group(name);
    return *this;
}

Argument& Argument::wholeNumber(std::uint64_t lowest, std::uint64_t highest) {
    return check([lowest, highest](const std::string& text) {
        std::uint64_t number = 0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool whole = code == std::errc() && end == text.data() + text.size();
        if (whole && number >= lowest && number <= highest) return std::string();
        return "'" + text + "' is no whole number from " + std::to_string(lowest) + " to " + std::to_string(highest) +
               ".";
    });
}

Argument& Argument::within(int lowest, int highest) {
    m_option->check(CLI::Range(lowest, highest));
    return *this;
}

Argument& Argument::within(double lowest, double highest) {
    m_option->check(CLI::Range(lowest, highest));
    return *this;
}

Argument& Argument::positive() {
    m_option->check(CLI::PositiveNumber);
    return *this;
}

Argument& Argument::notNegative() {
    m_option->check(CLI::NonNegativeNumber);
    return *this;
}

Argument& Argument::check(const std::function<std::string(const std::string&)>& problem) {
    m_option->check(problem);
    return *this;
}

bool Argument::given() const {
    return m_option->count() > 0;
}

template <class T>
Argument Arguments::option(const std::string& names, T& target, const std::string& help) {
    return Argument(*m_app->add_option(names, target, help));
}

template Argument Arguments::option(const std::string&, std::string&, const std::string&);
template Argument Arguments::option(const std::string&, std::filesystem::path&, const std::string&);
template Argument Arguments::option(const std::string&, std::vector<std::filesystem::path>&, const std::string&);
template Argument Arguments::option(const std::string&, int&, const std::string&);
template Argument Arguments::option(const std::string&, std::int64_t&, const std::string&);
template Argument Arguments::option(const std::string&, std::uint64_t&, const std::string&);
template Argument Arguments::option(const std::string&, double&, const std::string&);

template <class T>
Argument Arguments::flag(const std::string& names, T& target, const std::string& help) {
    return Argument(*m_app->add_flag(names, target, help));
}

template Argument Arguments::flag(const std::string&, bool&, const std::string&);
template Argument Arguments::flag(const std::string&, std::string&, const std::string&);

Arguments Arguments::command(const std::string& name, const std::string& help) {
    return Arguments(*m_app->add_subcommand(name, help));
}

void Arguments::requireCommand() {
    m_app->require_subcommand(1);
}

void Arguments::onChosen(std::function<void()> chosen) {
    m_app->callback(std::move(chosen));
}

}  // namespace detox::cli
