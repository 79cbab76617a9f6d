// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/config/fit_config.h"
#include "core/training/fit_documents.h"
#include "core/util/result.h"

namespace detox {

struct LabelledText {
    std::string text;
    bool toxic = false;
    double target = 0;  ///< P(toxic) to train towards; the label as 0 or 1 without a target column
    double weight = 1;  ///< of the row's loss
};

struct LabelledTexts {
    std::vector<LabelledText> training;
    std::vector<LabelledText> development;  ///< for calibration: never seen in training, never measured on
    std::vector<LabelledText> heldOut;      ///< what metrics are measured on: never seen in training
    std::vector<DocumentFile> files;        ///< `documents` counts the rows taken
    bool publishedSplit = false;            ///< the tables named the held-out rows
    std::int64_t skipped = 0;               ///< rows without a text or a label the rule knows
    std::int64_t repeated = 0;              ///< rows whose text was there before, or is held out
    std::string firstSkipped;               ///< why, for people
};

/// Reads the tables' text and label columns. A column "split" decides where a row goes: "test" is held out; "dev",
/// "valid" and "validation" are for calibration, or held out where no row says "test"; all else is trained on. Rows
/// without one are held out by heldOutShare, and half as many kept for calibration, drawn from the seed and the text
/// alone. A text occurs once; one that is held out or kept for calibration anywhere is not trained on. Fails when a
/// file cannot be read, a class is missing or nothing is left.
[[nodiscard]] Result<LabelledTexts> readLabelledTexts(const std::vector<std::filesystem::path>& tables,
                                                      const FitClassifierConfig& config);

}  // namespace detox
