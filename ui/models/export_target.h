// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <QString>

#include "core/config/weight_type.h"

namespace detox::ui {

/// A name for the folder of an exported checkpoint, "gpt2-detoxified-run3-update60": letters, digits, dots, dashes and
/// underscores only, which every file system takes.
[[nodiscard]] QString exportFolderName(const std::string& model, std::int64_t run, int update);

/// `name` in `parent`, with -2, -3, … behind it where something has that name already.
[[nodiscard]] QString unusedPath(const QString& parent, const QString& name);

/// Bytes of a run's checkpoint without its trainer's state.
struct ExportSize {
    std::int64_t weights = 0;  ///< in float32, as checkpoints keep them
    std::int64_t others = 0;   ///< configuration and tokenizer

    /// Of a folder with weights of `type`, about; 0: unknown.
    [[nodiscard]] std::int64_t bytes(WeightType type) const;
};
/// Zeros where `checkpoint` cannot be read.
[[nodiscard]] ExportSize exportSize(const std::filesystem::path& checkpoint);

/// A place for a folder that is to be made.
struct ExportTarget {
    std::filesystem::path folder;  ///< without a slash at its end
    QString problem;               ///< why it cannot be made there, one sentence; empty: it can
    std::int64_t freeBytes = 0;    ///< of its disk; valid without a problem
};
/// `bytes`: what will be written there.
[[nodiscard]] ExportTarget exportTarget(const QString& path, std::int64_t bytes);

}  // namespace detox::ui
