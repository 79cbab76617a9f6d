// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include <charconv>

#include "app/cli/terminal.h"

namespace detox::cli {

ExitCode fail(const Error& error) {
    complain(error.message());
    return error.kind() == ErrorKind::Cancelled ? ExitCode::Interrupted : ExitCode::Failed;
}

ExitCode refuse(const std::string& problem) {
    complain(problem);
    return ExitCode::Usage;
}

CLI::Validator wholeNumber(std::uint64_t low, std::uint64_t high) {
    const auto problem = [low, high](const std::string& text) {
        std::uint64_t number = 0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool whole = code == std::errc() && end == text.data() + text.size();
        if (whole && number >= low && number <= high) return std::string();
        return "'" + text + "' is no whole number from " + std::to_string(low) + " to " + std::to_string(high) + ".";
    };
    return {problem, ""};
}

}  // namespace detox::cli
