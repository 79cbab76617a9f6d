// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

namespace detox::ui {

/// What this program takes of the machine, read from /proc. Cheap; meant for once a second.
class MachineMeter {
public:
    struct Reading {
        double processor = 0;     ///< share of all cores since the last reading, 0 … 1
        std::int64_t memory = 0;  ///< resident bytes of this program
        std::int64_t memoryTotal = 0;
        std::int64_t diskFree = 0;
    };

    /// `folder`: on the volume whose free space matters.
    explicit MachineMeter(std::filesystem::path folder) : m_folder(std::move(folder)) {}
    [[nodiscard]] Reading read();

private:
    const std::filesystem::path m_folder;
    double m_lastCpuSeconds = 0;
    double m_lastWallSeconds = 0;
};

}  // namespace detox::ui
