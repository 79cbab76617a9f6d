// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/util/json.h"

namespace detox::bench {

/// Models by their config.json.
struct WorldShape {
    std::string name;
    Json model;       ///< a causal language model
    Json classifier;  ///< with two labels
    Json judge;
};

/// "starter": resources/starter. "gpt-neo-125m": EleutherAI/gpt-neo-125m, 500 MB in float32, with
/// FacebookAI/roberta-base as classifier and the starter's judge.
[[nodiscard]] const std::vector<WorldShape>& worldShapes();
/// Throws Error for a name that is none.
[[nodiscard]] const WorldShape& worldShape(const std::string& name);

}  // namespace detox::bench
