// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

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

}  // namespace detox::cli
