// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/machine_meter.h"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <unistd.h>

#include "core/util/files.h"

namespace detox::ui {
namespace {

double seconds(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

std::int64_t residentBytes() {
    std::ifstream file("/proc/self/statm");
    std::int64_t size = 0, resident = 0;
    file >> size >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace

MachineMeter::Reading MachineMeter::read() {
    const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    const double wall = seconds(CLOCK_MONOTONIC);
    const double cores = static_cast<double>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
    Reading reading;
    if (m_lastWallSeconds > 0 && wall > m_lastWallSeconds)
        reading.processor = std::clamp((cpu - m_lastCpuSeconds) / (wall - m_lastWallSeconds) / cores, 0.0, 1.0);
    m_lastCpuSeconds = cpu;
    m_lastWallSeconds = wall;
    reading.memory = residentBytes();
    reading.memoryTotal = std::int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE);
    if (const auto free = freeBytes(m_folder); free.ok()) reading.diskFree = static_cast<std::int64_t>(*free);
    return reading;
}

}  // namespace detox::ui
