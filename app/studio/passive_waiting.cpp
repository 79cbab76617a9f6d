// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/passive_waiting.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <unistd.h>

void startWithPassiveWaiting(char** argv) {
    constexpr const char* kVariable = "OMP_WAIT_POLICY";
    if (std::getenv(kVariable) != nullptr) return;
    ::setenv(kVariable, "passive", 0);
    std::error_code code;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", code);  // by its name, which tools show
    if (!code) ::execv(program.c_str(), argv);
}
