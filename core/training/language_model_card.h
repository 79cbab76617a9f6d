// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/config/fit_config.h"
#include "core/training/fit_documents.h"
#include "core/util/json.h"
#include "core/util/result.h"

namespace detox {

/// What a finished fit is described by.
struct LanguageModelFacts {
    FitLanguageModelConfig config;
    std::vector<DocumentFile> files;
    std::int64_t parameters = 0;
    std::int64_t trainingDocuments = 0;
    std::int64_t heldOutDocuments = 0;
    std::int64_t trainingTokens = 0;  ///< of one epoch
    std::int64_t heldOutTokens = 0;
    std::int64_t steps = 0;
    double seconds = 0;
    std::string device;            ///< what it was trained on, in words
    double trainingLoss = 0;       ///< running mean at the end, nats per token
    double heldOutPerplexity = 0;  ///< of what was learnt, float32 and at temperature 1
    double savedPerplexity = 0;    ///< of the saved weights, on the same tokens
    double unigramPerplexity = 0;  ///< of the same held-out tokens
};

/// metrics.json: settings, data and results.
[[nodiscard]] OrderedJson toJson(const LanguageModelFacts& facts);

/// Writes metrics.json and the model card README.md into `folder`.
[[nodiscard]] Result<void> writeLanguageModelCard(const std::filesystem::path& folder, const LanguageModelFacts& facts);

}  // namespace detox
