// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/config/fit_config.h"

namespace detox {

/// A language model from plain text (`detox fit-lm`).
struct FitLanguageModelSetup {
    FitLanguageModelConfig config;
    std::vector<std::filesystem::path> texts;  ///< UTF-8, one document per line (CSV: the column of config)
    std::filesystem::path output;              ///< a Hugging Face folder; state for resuming lies in output.state
};

/// A RoBERTa-architecture classifier from labelled text (`detox fit-classifier`).
struct FitClassifierSetup {
    FitClassifierConfig config;
    std::vector<std::filesystem::path> tables;  ///< CSV, TSV or JSONL with text and label
    std::vector<std::filesystem::path> texts;   ///< unlabelled, for pretraining only: as FitLanguageModelSetup::texts
    std::filesystem::path tokenizer;            ///< a sentencepiece model, or empty: trained on the texts
    std::filesystem::path output;
};

}  // namespace detox
