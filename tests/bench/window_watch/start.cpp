// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/window_watch/start.h"

#include <chrono>
#include <csignal>
#include <fstream>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace detox::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double kPatienceMillis = 60'000;

pid_t spawn(const std::vector<std::string>& command) {
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    pid_t pid = -1;
    if (::posix_spawn(&pid, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0)
        throw std::runtime_error("cannot start " + command.front());
    return pid;
}

bool hasMapped(pid_t pid, const std::string& library) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/maps");
    for (std::string line; std::getline(in, line);) {
        if (line.find(library) != std::string::npos) return true;
    }
    return false;
}

bool ended(pid_t pid) {
    return ::waitpid(pid, nullptr, WNOHANG) == pid;
}

void end(pid_t pid) {
    ::kill(pid, SIGTERM);
    for (int i = 0; i < 500; ++i) {
        if (ended(pid)) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));  // waitpid knows no deadline
    }
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
}

}  // namespace

std::optional<Start> measureStart(Screen& screen, const std::vector<std::string>& command, const std::string& library) {
    screen.forget();
    Start start;
    const auto begin = Clock::now();
    const auto millis = [&] { return std::chrono::duration<double, std::milli>(Clock::now() - begin).count(); };
    const pid_t pid = spawn(command);
    while (start.painted <= 0 || start.engine <= 0) {
        const auto window = screen.mapped();
        if (window && start.mapped <= 0) start.mapped = millis();
        if (window && start.painted <= 0 && screen.painted(*window)) start.painted = millis();
        // Looked for after the window: absent now means that the window was there first.
        if (start.engine <= 0 && hasMapped(pid, library)) start.engine = millis();
        if (start.painted > 0 && start.engine <= 0) start.engineAfterWindow = true;
        if (ended(pid)) return std::nullopt;
        if (millis() > kPatienceMillis) {
            end(pid);
            return std::nullopt;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(Start::kLookEvery));  // how finely it is looked at
    }
    end(pid);
    return start;
}

}  // namespace detox::bench
