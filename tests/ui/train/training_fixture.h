// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_engine.h"
#include "tests/support/fake_run_store.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "ui/bridge/training_controller.h"

namespace detox {

/// A controller over a fake engine and store, with the files its settings name.
struct TrainingFixture {
    TrainingFixture() {
        for (const char* name : {"model", "reward", "judge"}) std::filesystem::create_directories(files / name);
        writeText(files / "prompts.jsonl", "{}\n");
    }

    [[nodiscard]] RunConfig config(int updates) const {
        RunConfig config;
        config.models = {.model = (files / "model").string(),
                         .classifier = (files / "reward").string(),
                         .judge = (files / "judge").string()};
        config.prompts.promptFile = (files / "prompts.jsonl").string();
        config.ppo.updates = updates;
        return config;
    }
    /// Of the first run.
    [[nodiscard]] RunSummary summary() const { return store.copyOf(1).details.summary; }

    TemporaryFolder files;
    FakeTraining training;
    FakeEngine engine{training};
    FakeRunStore store;
    ui::TrainingController controller{[this] { return Result<Engine*>(&engine); }, store};
};

}  // namespace detox
