// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/config/run_config.h"
#include "core/util/result.h"

namespace detox::ui {

/// What a run would ask, read from its prompt file.
struct PromptPreview {
    struct Row {
        std::string text;
        double toxicity = 0;
        bool scored = false;
    };
    struct Dropped {
        std::string reason;
        std::size_t count = 0;
    };
    std::vector<Row> first;           ///< of those that remain
    std::vector<std::size_t> scores;  ///< how many remain per tenth of toxicity, [10]
    std::vector<Dropped> dropped;     ///< without empty reasons
    std::size_t remaining = 0;
    std::size_t total = 0;
};

/// Reads prompts; called on a worker thread. The program wires core/prompts in; the window does not know it.
using PromptPreviewer = std::function<Result<PromptPreview>(const PromptConfig& prompts)>;

}  // namespace detox::ui
