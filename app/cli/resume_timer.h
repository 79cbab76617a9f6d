// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <thread>

#include "core/api/training.h"

namespace detox::cli {

/// Asks a session that has paused itself (a full disk) to go on a few seconds later, again and again: nobody sits at a
/// command line to resume it.
class ResumeTimer {
public:
    /// `session` outlives the timer or its cancel().
    explicit ResumeTimer(TrainingSession& session) : m_session(session) {}

    /// To be called when the session has paused itself. Returns at once; the first time it says what will happen.
    void start();
    /// After this the session is not touched any more.
    void cancel();

private:
    TrainingSession& m_session;
    bool m_told = false;
    std::jthread m_thread;
};

}  // namespace detox::cli
