// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/config/prompt_config.h"
#include "core/prompts/table_reader.h"
#include "core/util/result.h"

namespace detox {

/// A prompt as its file has it (RealToxicityPrompts: prompt.text, prompt.toxicity, continuation.text).
struct PromptRecord {
    std::int64_t line = 0;
    std::string text;
    std::string continuation;
    std::optional<double> toxicity;  ///< nothing: null or not a number
};

struct PromptFile {
    std::vector<PromptRecord> records;
    bool hasScores = false;  ///< the toxicity column exists in some row
    ReadingReport report;
};

/// Every record of the file, unfiltered. A file without any prompt is an error that says what was looked for.
[[nodiscard]] Result<PromptFile> readPrompts(const std::filesystem::path& file, const PromptConfig& config);

}  // namespace detox
