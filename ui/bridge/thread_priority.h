// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>

namespace detox::ui {

/// Makes the calling thread, and the threads it starts, yield to the window (nice 10).
void lowerThreadPriority();

/// The process's threads at one moment (Linux; empty elsewhere). For libraries that start threads while they are
/// loaded: OpenBLAS's wait busily, and above the priority of the threads they work for they take the processor from
/// these.
class ThreadCensus {
public:
    ThreadCensus();
    /// Makes every thread that was started since yield to the window. The calling thread stays as it is.
    void lowerNewer() const;

private:
    std::set<int> m_threads;
};

}  // namespace detox::ui
