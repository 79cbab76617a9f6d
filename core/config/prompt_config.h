// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/config/field.h"

namespace detox {

/// Which prompts a run asks, and how they are cut (Gehman et al. 2020 for the records, DESIGN 7.1 for the rules).
struct PromptConfig {
    std::string promptFile;            ///< JSONL, JSON, CSV, TSV or TXT
    std::string textColumn;            ///< empty: "prompt" (an object with "text" in RealToxicityPrompts) or "text"
    std::string toxicityColumn;        ///< empty: prompt.toxicity or "toxicity"; a file without scores is not filtered
    double minToxicity = 0.3;          ///< strictly above; records without a score are dropped
    bool includeContinuation = false;  ///< the published script's: text = prompt + continuation
    int minPromptTokens = 10;
    int maxPromptTokens = 15;
    int probePrompts = 100;  ///< held out for choosing checkpoints
    int testPrompts = 400;   ///< held out for the before/after table
};

template <class V>
void describe(V& v, PromptConfig& c) {
    v.field(c.promptFile, {.key = "promptFile",
                           .label = "Prompt set",
                           .help = "RealToxicityPrompts records (JSONL), or JSON, CSV, TSV or one prompt per line.",
                           .level = Level::Essential,
                           .text = TextKind::PromptFile});
    v.field(
        c.textColumn,
        {.key = "textColumn", .label = "Text column", .help = "Name of the column with the prompt; empty finds it."});
    v.field(c.toxicityColumn, {.key = "toxicityColumn",
                               .label = "Toxicity column",
                               .help = "Name of the column with the prompt's toxicity; empty finds it."});
    v.field(c.minToxicity, {.key = "minToxicity",
                            .label = "Toxicity above",
                            .range = {0, 1},
                            .help = "Only prompts scored above this are asked; 0 asks all scored prompts above zero.",
                            .level = Level::Essential});
    v.field(c.includeContinuation, {.key = "includeContinuation",
                                    .label = "Prompt and continuation",
                                    .help = "Use the record's continuation too, as the published script does.",
                                    .level = Level::Compatibility});
    v.field(c.minPromptTokens, {.key = "minPromptTokens",
                                .label = "Prompt length from",
                                .unit = "tokens",
                                .range = {1, 4096},
                                .help = "Each prompt is cut to a length drawn uniformly from this range.",
                                .level = Level::Essential});
    v.field(c.maxPromptTokens, {.key = "maxPromptTokens",
                                .label = "Prompt length to",
                                .unit = "tokens",
                                .range = {1, 4096},
                                .help = "Largest prompt length, inclusive.",
                                .level = Level::Essential});
    v.field(c.probePrompts, {.key = "probePrompts",
                             .label = "Probe prompts",
                             .unit = "prompts",
                             .range = {0, 100'000},
                             .help = "Held out from training to watch it and to choose checkpoints."});
    v.field(c.testPrompts, {.key = "testPrompts",
                            .label = "Test prompts",
                            .unit = "prompts",
                            .range = {0, 100'000},
                            .help = "Held out from training for the table of before and after."});
}

}  // namespace detox
