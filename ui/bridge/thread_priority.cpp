// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/thread_priority.h"

#include <filesystem>
#include <string>
#include <sys/resource.h>

namespace detox::ui {
namespace {

constexpr int kNice = 10;

// On Linux the value belongs to the thread; a refusal leaves the normal priority, which is only less polite.
void lower(int thread) {
    static_cast<void>(setpriority(PRIO_PROCESS, static_cast<id_t>(thread), kNice));
}

std::set<int> threadsNow() {
    std::set<int> threads;
    std::error_code code;
    for (auto entry = std::filesystem::directory_iterator("/proc/self/task", code);
         !code && entry != std::filesystem::directory_iterator(); entry.increment(code)) {
        threads.insert(std::stoi(entry->path().filename().string()));
    }
    return threads;
}

}  // namespace

void lowerThreadPriority() {
    lower(0);
}

ThreadCensus::ThreadCensus() : m_threads(threadsNow()) {}

void ThreadCensus::lowerNewer() const {
    for (const int thread : threadsNow()) {
        if (!m_threads.contains(thread)) lower(thread);
    }
}

}  // namespace detox::ui
