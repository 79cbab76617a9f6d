// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/tiny_world.h"

namespace detox {
namespace {

using testing::HasSubstr;

class Usage : public TinyWorld {
protected:
    /// Exit 2, nothing on stdout, stderr says what is wrong.
    static void expectRefusal(const std::vector<std::string>& arguments, const std::string& part) {
        const Ended ended = detoxProgram(arguments);
        EXPECT_EQ(ended.code, 2) << ended.err;
        EXPECT_EQ(ended.out, "");
        EXPECT_THAT(ended.err, HasSubstr(part));
    }
};

TEST_F(Usage, HelpNamesEveryCommandAndGroup) {
    const Ended top = detoxProgram({"--help"});
    EXPECT_EQ(top.code, 0);
    for (const char* name : {"train", "compare", "generate", "score", "evaluate", "runs", "fit-lm", "fit-classifier",
                             "make-prompts", "doctor"}) {
        EXPECT_THAT(top.out, HasSubstr(name));
    }
    const Ended train = detoxProgram({"train", "--help"});
    EXPECT_EQ(train.code, 0);
    for (const char* part : {"Models:", "Prompts:", "Training:", "Responses:", "Reward:", "Checkpoints:", "Machine:",
                             "Compatibility:", "--prompts", "--kl-coef", "adaptive|fixed", "(default 1.41e-05)"}) {
        EXPECT_THAT(train.out, HasSubstr(part));
    }
}

TEST_F(Usage, VersionIsPrinted) {
    const Ended ended = detoxProgram({"--version"});
    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.out, HasSubstr("detox "));
}

TEST_F(Usage, WrongCommandLinesAreRefused) {
    expectRefusal({}, "subcommand");
    expectRefusal({"trane"}, "'trane' is no command; did you mean 'train'?");
    expectRefusal({"trane", "--model", "x"}, "did you mean 'train'?");
    expectRefusal({"runs", "lst"}, "'lst' is no command; did you mean 'list'?");
    expectRefusal({"generate", "--model", model()}, "--prompt");
    expectRefusal({"generate", "--model", model(), "--prompt", "x", "--frobnicate"}, "--frobnicate");
    expectRefusal({"generate", "--model", model(), "--prompt", "x", "--temperature", "hot"}, "temperature");
    expectRefusal({"generate", "--model", model(), "--prompt", "x", "--top-p", "3"}, "between");
    for (const std::string seed : {"-1", "99999999999999999999999", "1.5", "x"}) {
        expectRefusal({"generate", "--model", model(), "--prompt", "x", "--seed", seed},
                      "'" + seed + "' is no whole number from 0 to 18446744073709551615.");
    }
    expectRefusal({"evaluate", "--model", "x", "--judge", "x", "--prompts", "x", "--limit", "-1"}, "from 0 to");
    expectRefusal({"runs", "show", "0"}, "'0' is no whole number from 1 to");
    expectRefusal({"runs", "show", "seven"}, "'seven' is no whole number");
    expectRefusal({"runs"}, "subcommand");
    expectRefusal({"runs", "show"}, "ID");
    expectRefusal({"fit-lm", "--output", "x"}, "--text");
}

TEST_F(Usage, SettingsOutOfRangeOrUnknownAreRefused) {
    expectRefusal(training({"--learning-rate", "7"}), "between");
    expectRefusal(training({"--kl-control", "sometimes"}), "adaptive, fixed");
    expectRefusal(training({"--minibatch-size", "3"}), "Must divide the batch size 4");
    writeFileAtomically(own / "c.json", R"({"ppo": {"klCoeff": 1}})").orThrow();
    expectRefusal(training({"--config", own / "c.json"}), "klCoef");
    EXPECT_FALSE(std::filesystem::exists(data())) << "nothing was made";
}

TEST_F(Usage, DryRunPrintsSettingsWithFlagsOverFileOverPreset) {
    std::filesystem::create_directories(own / "resources" / "presets");
    std::filesystem::create_directories(own / "resources" / "lm");
    writeFileAtomically(own / "resources" / "presets" / "mine.json",
                        R"({"models": {"model": "lm", "classifier": "org/name"},
                            "ppo": {"updates": 1, "batchSize": 8, "minibatchSize": 2}})")
        .orThrow();
    writeFileAtomically(own / "c.json", R"({"ppo": {"batchSize": 16, "minibatchSize": 4}, "seed": 9})").orThrow();
    const Ended ended = detoxProgram({"train", "--preset", "mine", "--config", own / "c.json", "--prompts", prompts(),
                                      "--minibatch-size", "8", "--scale-scores", "--dry-run"});
    ASSERT_EQ(ended.code, 0) << ended.err;
    const Json config = Json::parse(ended.out);
    EXPECT_EQ(config["ppo"]["updates"], 1) << "preset";
    EXPECT_EQ(config["ppo"]["batchSize"], 16) << "file over preset";
    EXPECT_EQ(config["ppo"]["minibatchSize"], 8) << "flag over file";
    EXPECT_EQ(config["seed"], 9);
    EXPECT_EQ(config["reward"]["scaleScores"], true);
    EXPECT_EQ(config["models"]["model"], (own / "resources" / "lm").string()) << "relative to the resources";
    EXPECT_EQ(config["models"]["classifier"], "org/name") << "a hub id stays";
    EXPECT_FALSE(std::filesystem::exists(own / "xdg"));
}

TEST_F(Usage, DryRunTellsWhatDoesNotFit) {
    const Ended ended = detoxProgram(training({"--minibatch-size", "3", "--dry-run"}));
    EXPECT_EQ(ended.code, 2);
    EXPECT_EQ(Json::parse(ended.out)["ppo"]["minibatchSize"], 3);
    EXPECT_THAT(ended.err, HasSubstr("--minibatch-size: Must divide"));
}

TEST_F(Usage, WithoutAModelTheStarterPresetIsWanted) {
    expectFailure(detoxProgram({"train"}), "no preset 'starter'");
}

}  // namespace
}  // namespace detox
