// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/tiny_world.h"

#include <cstdlib>
#include <memory>

#include "tests/support/tiny_models.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

/// Owned by the first suite that needs it and kept to the end of the program: making it loads torch.
const TemporaryFolder& world() {
    static const TemporaryFolder folder;
    static const bool made = [] {
        writeTinyGptNeo(folder / "model");
        writeTinyRoberta(folder / "classifier", {.seed = 2});
        writeTinyRoberta(folder / "judge", {.seed = 3});
        writeTinyPrompts(folder / "prompts.jsonl", 60);
        return true;
    }();
    (void)made;
    return folder;
}

}  // namespace

void TinyWorld::SetUpTestSuite() {
    (void)world();
}

TinyWorld::TinyWorld() {
    ::setenv("HOME", own.path().c_str(), 1);
    ::setenv("XDG_DATA_HOME", (own / "xdg").c_str(), 1);
    ::setenv("HF_HUB_CACHE", (own / "hub").c_str(), 1);
    ::setenv("DETOX_RESOURCES", (own / "resources").c_str(), 1);
}

std::string TinyWorld::path(const char* name) {
    return (world() / name).string();
}

std::vector<std::string> TinyWorld::training(std::vector<std::string> more) const {
    std::vector<std::string> arguments{"train",
                                       "--model",
                                       model(),
                                       "--classifier",
                                       classifier(),
                                       "--judge",
                                       judge(),
                                       "--prompts",
                                       prompts(),
                                       "--json",
                                       "--data-dir",
                                       data(),
                                       "--updates",
                                       "6",
                                       "--batch-size",
                                       "4",
                                       "--minibatch-size",
                                       "2",
                                       "--ppo-epochs",
                                       "2",
                                       "--min-prompt-tokens",
                                       "3",
                                       "--max-prompt-tokens",
                                       "6",
                                       "--min-response-tokens",
                                       "4",
                                       "--max-response-tokens",
                                       "8",
                                       "--probe-prompts",
                                       "4",
                                       "--test-prompts",
                                       "6",
                                       "--checkpoint-every",
                                       "4",
                                       "--probe-every",
                                       "2",
                                       "--threads",
                                       "1",
                                       "--learning-rate",
                                       "0.01",
                                       "--seed",
                                       "5"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

fs::path TinyWorld::copyOfModel() const {
    fs::copy(model(), own / "spoilt", fs::copy_options::recursive);
    return own / "spoilt";
}

void expectFailure(const Ended& ended, const std::string& part) {
    EXPECT_EQ(ended.code, 1) << ended.err;
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, testing::HasSubstr(part));
    EXPECT_THAT(ended.err, testing::StartsWith("detox: "));
    EXPECT_THAT(ended.err, testing::EndsWith(".\n"));
}

}  // namespace detox
