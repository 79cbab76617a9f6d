// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/api/side_by_side.h"

namespace detox::ui {

inline constexpr std::size_t kSides = 2;

/// What to write: two models on the same prompt, sampler and seed. Models are named by folder or run:ID[@update].
struct CompareRequest {
    std::array<std::string, kSides> models;
    std::string classifier;  ///< folder; empty: nothing is scored
    std::string prompt;
    SamplerConfig sampler;
    std::uint64_t seed = 0;
    int maxNewTokens = 64;
    int samples = 1;
};

enum class PanePhase { Empty, Loading, Writing, Done, Failed };

/// A toxicity of the first `bytes` bytes of a row's text.
struct PartialScore {
    std::size_t bytes = 0;
    double toxicity = 0;
};

struct RowNews {
    std::string text;  ///< to append: whole characters
    int tokens = 0;    ///< more than before
    std::optional<PartialScore> score;
};

struct SideNews {
    std::optional<PanePhase> phase;
    std::string problem;  ///< with Failed
    std::string modelName;
    std::optional<double> tokensPerSecond;
    std::vector<RowNews> rows;
};

/// Everything that happened since the last look.
struct CompareNews {
    std::array<SideNews, kSides> sides;
    std::string scorerProblem;  ///< the classifier cannot be used; texts are not scored
    bool ended = false;         ///< the last thing of a request
};

}  // namespace detox::ui
