// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/stop_signal.h"

#include <array>
#include <csignal>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app/cli/command.h"
#include "app/cli/terminal.h"

namespace detox::cli {
namespace {

sigset_t stopSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

FileDescriptor signalDescriptor() {
    const sigset_t set = stopSignals();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    return FileDescriptor(::signalfd(-1, &set, SFD_CLOEXEC));
}

}  // namespace

StopSignal::StopSignal()
    : m_signals(signalDescriptor()), m_end(::eventfd(0, EFD_CLOEXEC)), m_thread([this] { watch(); }) {}

StopSignal::~StopSignal() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(m_end.get(), &one, sizeof one);
    m_thread.join();
}

void StopSignal::watch() {
    std::array<pollfd, 2> events{{{m_signals.get(), POLLIN, 0}, {m_end.get(), POLLIN, 0}}};
    while (true) {
        if (::poll(events.data(), events.size(), -1) < 0) continue;
        if (events[1].revents != 0) return;
        signalfd_siginfo info{};
        if (::read(m_signals.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) continue;
        if (m_source.stop_requested()) ::_exit(static_cast<int>(ExitCode::Interrupted));
        m_source.request_stop();
        note("Stopping; press Ctrl-C again to quit at once.");
    }
}

}  // namespace detox::cli
