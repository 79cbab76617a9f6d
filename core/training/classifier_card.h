// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/config/fit_config.h"
#include "core/training/fit_documents.h"
#include "core/util/calibration.h"
#include "core/util/json.h"
#include "core/util/result.h"

namespace detox {

/// What a finished classifier's folder says of itself.
struct ClassifierFacts {
    FitClassifierConfig config;
    std::vector<DocumentFile> files;
    std::int64_t parameters = 0;
    std::int64_t trainingTexts = 0;
    std::int64_t toxicTrainingTexts = 0;
    std::int64_t skippedRows = 0;
    std::int64_t repeatedRows = 0;
    bool publishedSplit = false;
    std::int64_t pretrainingSteps = 0;
    std::int64_t steps = 0;
    double seconds = 0;
    std::string device;  ///< what it was trained on, in words
    double trainingLoss = 0;
    std::int64_t pretrainingTexts = 0;  ///< unlabelled ones
    ClassificationMetrics heldOut;
    double temperature = 1;        ///< the logits were divided by it
    int calibrationTexts = 0;      ///< it was fitted on
    double uncalibratedError = 0;  ///< calibration error of the held-out texts at temperature 1
    Reliability reliability;       ///< of the held-out texts
};

[[nodiscard]] OrderedJson toJson(const ClassifierFacts& facts);
/// Writes metrics.json and README.md (a model card) into an existing folder.
[[nodiscard]] Result<void> writeClassifierCard(const std::filesystem::path& folder, const ClassifierFacts& facts);

}  // namespace detox
