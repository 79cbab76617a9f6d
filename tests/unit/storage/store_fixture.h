// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/api/metric_names.h"
#include "core/storage/run_store_sqlite.h"
#include "core/util/files.h"
#include "tests/support/temporary_folder.h"

namespace detox {

inline RunConfig someConfig() {
    RunConfig config;
    config.models.model = "models/tiny";
    config.models.classifier = "models/judge";
    config.prompts.promptFile = "prompts.jsonl";
    config.ppo.updates = 40;
    config.seed = 7;
    return config;
}

inline UpdateReport someUpdate(int update) {
    UpdateReport report{.update = update, .totalUpdates = 40, .unixMillis = 1'700'000'000'000 + update};
    report.metrics[metric::kRewardMean] = update * 0.5;
    report.metrics[metric::kToxicity] = 1.0 / update;
    report.metrics[metric::kKl] = update * 0.25;
    for (int i = 0; i < 3; ++i) {
        const std::string number = std::to_string(update) + "." + std::to_string(i);
        report.samples.push_back({.update = update,
                                  .index = i,
                                  .prompt = "prompt " + number,
                                  .response = "response " + number,
                                  .score = i * 0.1,
                                  .toxicity = 0.5,
                                  .kl = 0.25,
                                  .responseTokens = 20 + i});
    }
    return report;
}

/// One checkpoint of two files and, when resumable, trainer state; its bytes say which update it is of.
inline Result<std::filesystem::path> writeCheckpoint(RunRecorder& recorder, int update, bool resumable = true) {
    auto writer = recorder.begin(update, resumable);
    if (!writer) return writer.error();
    const std::filesystem::path folder = (*writer)->folder();
    const std::string text = "update " + std::to_string(update);
    if (auto made = writeFileAtomically(folder / "config.json", text); !made) return made.error();
    if (auto made = writeFileAtomically(folder / "model.safetensors", std::string(100'000, 'w') + text); !made) {
        return made.error();
    }
    if (resumable) {
        if (auto made = createDirectories(folder / "trainer"); !made) return made.error();
        if (auto made = writeFileAtomically(folder / "trainer" / "state.json", text); !made) return made.error();
    }
    return (*writer)->commit();
}

}  // namespace detox
