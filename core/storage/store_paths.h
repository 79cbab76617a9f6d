// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace detox {

/// Names inside a data folder (core/storage/README.md).
struct StorePaths {
    std::filesystem::path data;

    [[nodiscard]] std::filesystem::path database() const { return data / "studio.sqlite"; }
    [[nodiscard]] std::filesystem::path lock() const { return data / "studio.lock"; }
    [[nodiscard]] std::filesystem::path runs() const { return data / "runs"; }
    [[nodiscard]] std::filesystem::path run(std::int64_t id) const { return runs() / std::to_string(id); }
    [[nodiscard]] std::filesystem::path checkpoints(std::int64_t id) const { return run(id) / "checkpoints"; }
};

}  // namespace detox
