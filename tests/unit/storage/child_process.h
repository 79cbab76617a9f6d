// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <functional>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace detox {

/// A forked child that runs `body(tell)`; what it tells arrives in order through a pipe. Fork only while no other
/// thread runs. Killed and reaped on destruction.
class ChildProcess {
public:
    using Tell = std::function<void(std::int32_t)>;

    explicit ChildProcess(const std::function<void(const Tell&)>& body) {
        if (::pipe(m_pipe) != 0) throw std::runtime_error("no pipe");
        m_pid = ::fork();
        if (m_pid < 0) throw std::runtime_error("no child");
        if (m_pid == 0) live(body);
        ::close(m_pipe[1]);
    }
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess() {
        kill();
        ::close(m_pipe[0]);
    }

    /// The next number the child tells; nothing when it ended or `timeoutMillis` (-1: none) passed.
    std::optional<std::int32_t> next(int timeoutMillis = -1) {
        pollfd event{m_pipe[0], POLLIN, 0};
        if (::poll(&event, 1, timeoutMillis) <= 0) return std::nullopt;
        std::int32_t number = 0;
        return ::read(m_pipe[0], &number, sizeof number) == static_cast<ssize_t>(sizeof number) ? std::optional(number)
                                                                                                : std::nullopt;
    }

    /// kill -9, and wait until it is gone.
    void kill() {
        if (m_pid <= 0) return;
        ::kill(m_pid, SIGKILL);
        (void)wait();
    }

    /// Exit status of a child that ends by itself.
    int wait() {
        int status = 0;
        while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) continue;
        m_pid = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }

private:
    [[noreturn]] void live(const std::function<void(const Tell&)>& body) {
        ::close(m_pipe[0]);
        try {
            body([this](std::int32_t number) {
                [[maybe_unused]] const auto written = ::write(m_pipe[1], &number, sizeof number);
            });
        } catch (...) {
            ::_exit(1);
        }
        ::_exit(0);
    }

    int m_pipe[2] = {-1, -1};
    pid_t m_pid = -1;
};

}  // namespace detox
