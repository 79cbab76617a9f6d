// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/program.h"

#include <array>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace detox {
namespace {

std::string contentOf(int fd) {
    struct stat info {};
    ::fstat(fd, &info);
    std::string text(static_cast<std::size_t>(info.st_size), '\0');
    const ssize_t n = ::pread(fd, text.data(), text.size(), 0);
    text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return text;
}

pid_t start(const std::string& name, const std::vector<std::string>& arguments, int out, int err) {
    const std::string program = DETOX_PROGRAMS "/" + name;
    std::vector<char*> argv{const_cast<char*>(name.c_str())};
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    pid_t pid = -1;
    const int failed = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("cannot start " + program);
    return pid;
}

}  // namespace

Json Ended::lastLine() const {
    const auto all = lines();
    return all.empty() ? Json() : all.back();
}

std::vector<Json> Ended::lines() const {
    std::vector<Json> parsed;
    std::istringstream stream(out);
    for (std::string line; std::getline(stream, line);) parsed.push_back(Json::parse(line, nullptr, false));
    return parsed;
}

Program::Program(const std::vector<std::string>& arguments, const std::string& name)
    : m_err(::memfd_create("stderr", MFD_CLOEXEC)) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    m_out = FileDescriptor(pipe[0]);
    const FileDescriptor writeEnd(pipe[1]);
    m_pid = start(name, arguments, writeEnd.get(), m_err.get());
}

Program::~Program() {
    if (m_pid <= 0) return;
    ::kill(m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
}

bool Program::fill() {
    std::array<char, 4096> buffer{};
    const ssize_t n = ::read(m_out.get(), buffer.data(), buffer.size());
    if (n > 0) m_all.append(buffer.data(), static_cast<std::size_t>(n));
    return n > 0;
}

std::optional<std::string> Program::nextLine() {
    std::size_t end = m_all.find('\n', m_read);
    while (end == std::string::npos) {
        if (!fill()) return std::nullopt;
        end = m_all.find('\n', m_read);
    }
    std::string line = m_all.substr(m_read, end - m_read);
    m_read = end + 1;
    return line;
}

void Program::send(int signal) const {
    ::kill(m_pid, signal);
}

bool Program::complainsOf(const std::string& part) const {
    while (contentOf(m_err.get()).find(part) == std::string::npos) {
        siginfo_t info{};
        if (::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0) {
            return contentOf(m_err.get()).find(part) != std::string::npos;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));  // a memory file cannot be waited for
    }
    return true;
}

Ended Program::wait() {
    while (fill()) continue;
    int status = 0;
    ::waitpid(m_pid, &status, 0);
    m_pid = -1;
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {.code = code, .out = m_all, .err = contentOf(m_err.get())};
}

Ended detoxProgram(const std::vector<std::string>& arguments) {
    return Program(arguments).wait();
}

}  // namespace detox
