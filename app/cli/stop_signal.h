// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <thread>

#include "core/util/files.h"

namespace detox::cli {

/// Turns the first Ctrl-C (or SIGTERM) into a stop request; a second one ends the process at once with 130. Make it
/// before any other thread, as it blocks these signals for the threads that start later; one per process.
class StopSignal {
public:
    StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;
    ~StopSignal();

    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

private:
    void watch();

    std::stop_source m_source;
    FileDescriptor m_signals;
    FileDescriptor m_end;
    std::jthread m_thread;
};

}  // namespace detox::cli
