// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <csignal>

#include "core/util/sha256.h"
#include "tests/e2e/tiny_world.h"

namespace detox {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Training : public TinyWorld {
protected:
    [[nodiscard]] Json show(std::int64_t id, const std::string& dataFolder) const {
        const Ended ended = detoxProgram({"runs", "show", std::to_string(id), "--data-dir", dataFolder, "--json"});
        EXPECT_EQ(ended.code, 0) << ended.err;
        return ended.lastLine();
    }
    [[nodiscard]] Json show(std::int64_t id) const { return show(id, data()); }

    /// Every metric but those of the clock.
    static Json withoutTimes(Json metrics) {
        Json kept = Json::object();
        for (const auto& [name, points] : metrics.items()) {
            if (!name.starts_with("time/")) kept[name] = points;
        }
        return kept;
    }

    static std::string weightsOf(const Json& lastLine) {
        const fs::path folder = lastLine["checkpoint"].get<std::string>();
        return sha256OfFile(folder / "model.safetensors").orThrow();
    }

    /// Trains until update `k` was reported, presses Ctrl-C; the last line.
    Json stopAt(int k, const std::string& dataFolder) {
        Program program(training({"--data-dir", dataFolder}));
        while (const auto line = program.nextLine()) {
            if (Json::parse(*line).value("update", 0) == k) break;
        }
        program.send(SIGINT);
        const Ended ended = program.wait();
        EXPECT_EQ(ended.code, 130) << ended.err;
        return ended.lastLine();
    }
};

TEST_F(Training, KeepsTheContract) {
    const Ended ended = detoxProgram(training());
    ASSERT_EQ(ended.code, 0) << ended.err;
    const Json last = ended.lastLine();
    EXPECT_EQ(last["run"], 1);
    EXPECT_EQ(last["folder"], (fs::path(data()) / "runs" / "1").string());
    EXPECT_TRUE(fs::exists(fs::path(last["checkpoint"].get<std::string>()) / "config.json"));
    for (const char* when : {"before", "after"}) {
        for (const char* word : {"mean_toxicity", "reward", "mean_length", "perplexity", "distinct_2"}) {
            EXPECT_TRUE(last[when][word].is_number()) << when << " " << word;
        }
        EXPECT_EQ(last[when]["n"], 6) << "the test prompts";
    }
    const auto lines = ended.lines();
    ASSERT_EQ(lines.size(), 7U) << "six updates and the result";
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_EQ(lines[i]["update"], i + 1);
        EXPECT_TRUE(lines[i]["metrics"]["objective/kl"].is_number());
    }
}

TEST_F(Training, ChangesTheModelAndLeavesARunThatCanBeUsed) {
    const Ended ended = detoxProgram(training());
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_NE(weightsOf(ended.lastLine()), sha256OfFile(fs::path(model()) / "model.safetensors").value());
    const Json run = show(1);
    EXPECT_EQ(run["state"], "finished");
    EXPECT_EQ(run["updates"], 6);
    EXPECT_EQ(run["after"], ended.lastLine()["after"]);
    EXPECT_EQ(run["metrics"]["objective/kl"].size(), 6U);
    std::vector<int> updates;
    for (const auto& checkpoint : run["checkpoints"]) updates.push_back(checkpoint["update"]);
    EXPECT_THAT(updates, testing::ElementsAre(0, 4, 6)) << "at the start, every four and at the end";
    for (const std::string name : {"run:1@0", "run:1@4", "run:1"}) {
        const Ended spoken = detoxProgram({"generate", "--model", name, "--prompt", "Hi", "--max-new-tokens", "4",
                                           "--greedy", "--data-dir", data(), "--json"});
        EXPECT_EQ(spoken.code, 0) << name << spoken.err;
    }
    const Ended compared = detoxProgram({"compare", "--left", "run:1@0", "--right", model(), "--prompt", "Hi", "--seed",
                                         "1", "--max-new-tokens", "8", "--data-dir", data(), "--json"});
    ASSERT_EQ(compared.code, 0) << compared.err;
    EXPECT_EQ(compared.lastLine()["left"]["ids"], compared.lastLine()["right"]["ids"]) << "update 0 is the original";
}

TEST_F(Training, ListsShowsAndDeletesRuns) {
    ASSERT_EQ(detoxProgram(training({"--updates", "2"})).code, 0);
    const Ended list = detoxProgram({"runs", "list", "--data-dir", data()});
    EXPECT_EQ(list.code, 0);
    EXPECT_THAT(list.out, HasSubstr("finished"));
    EXPECT_THAT(list.out, HasSubstr("2/2"));
    const Ended shown = detoxProgram({"runs", "show", "1", "--data-dir", data()});
    EXPECT_THAT(shown.out, HasSubstr("mean toxicity"));
    EXPECT_THAT(shown.out, HasSubstr("Checkpoints"));
    const Ended prompt = detoxProgram({"runs", "show", "1", "--test-prompt", "0", "--data-dir", data()});
    EXPECT_EQ(prompt.code, 0) << prompt.err;
    EXPECT_GT(prompt.out.size(), 1U);
    EXPECT_EQ(detoxProgram({"runs", "delete", "1", "--data-dir", data()}).code, 0);
    EXPECT_FALSE(fs::exists(fs::path(data()) / "runs" / "1"));
    EXPECT_EQ(detoxProgram({"runs", "list", "--data-dir", data(), "--json"}).lastLine(), Json::array());
}

TEST_F(Training, SameSeedGivesTheSameRun) {
    const Ended first = detoxProgram(training({"--data-dir", own / "a"}));
    const Ended second = detoxProgram(training({"--data-dir", own / "b"}));
    const Ended other = detoxProgram(training({"--data-dir", own / "c", "--seed", "6"}));
    ASSERT_EQ(first.code, 0) << first.err;
    EXPECT_EQ(weightsOf(first.lastLine()), weightsOf(second.lastLine()));
    EXPECT_NE(weightsOf(first.lastLine()), weightsOf(other.lastLine()));
    EXPECT_EQ(withoutTimes(show(1, own / "a")["metrics"]), withoutTimes(show(1, own / "b")["metrics"]));
    EXPECT_EQ(first.lastLine()["after"], second.lastLine()["after"]);
}

TEST_F(Training, StoppedAndResumedEqualsUninterrupted) {
    const Ended whole = detoxProgram(training({"--data-dir", own / "whole"}));
    ASSERT_EQ(whole.code, 0) << whole.err;
    for (const int k : {1, 3, 5}) {
        const std::string folder = own / ("stopped" + std::to_string(k));
        const Json stopped = stopAt(k, folder);
        EXPECT_EQ(show(1, folder)["state"], "stopped");
        EXPECT_TRUE(fs::exists(stopped["checkpoint"].get<std::string>()));
        const Ended resumed = detoxProgram({"runs", "resume", "1", "--data-dir", folder, "--json"});
        ASSERT_EQ(resumed.code, 0) << resumed.err;
        EXPECT_EQ(weightsOf(resumed.lastLine()), weightsOf(whole.lastLine())) << "stopped at " << k;
        EXPECT_EQ(resumed.lastLine()["after"], whole.lastLine()["after"]);
        EXPECT_EQ(resumed.lastLine()["before"], whole.lastLine()["before"]);
        EXPECT_EQ(withoutTimes(show(1, folder)["metrics"]), withoutTimes(show(1, own / "whole")["metrics"]));
        EXPECT_EQ(show(1, folder)["state"], "finished");
    }
}

TEST_F(Training, KilledAndResumedEqualsUninterrupted) {
    const Ended whole = detoxProgram(training({"--data-dir", own / "whole"}));
    ASSERT_EQ(whole.code, 0) << whole.err;
    {
        Program program(training());
        while (const auto line = program.nextLine()) {
            if (Json::parse(*line).value("update", 0) == 5) break;
        }
        program.send(SIGKILL);
        EXPECT_EQ(program.wait().code, 128 + SIGKILL);
    }
    const Json interrupted = show(1);
    EXPECT_EQ(interrupted["state"], "interrupted");
    EXPECT_GE(interrupted["metrics"]["objective/kl"].size(), 5U) << "what was printed is there";
    const Ended resumed = detoxProgram({"runs", "resume", "1", "--data-dir", data(), "--json"});
    ASSERT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(weightsOf(resumed.lastLine()), weightsOf(whole.lastLine()));
    EXPECT_EQ(withoutTimes(show(1)["metrics"]), withoutTimes(show(1, own / "whole")["metrics"]));
}

TEST_F(Training, AdaptersAloneAreTrainedAndResumed) {
    const std::vector<std::string> adapters{"--lora-rank", "4", "--lora-dropout", "0.1"};
    const auto whole = [&](const std::string& folder) {
        std::vector<std::string> more = adapters;
        more.insert(more.end(), {"--data-dir", folder});
        return training(more);
    };
    const Ended ended = detoxProgram(whole(own / "whole"));
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_TRUE(fs::exists(fs::path(ended.lastLine()["checkpoint"].get<std::string>()) / "adapter"));
    Program program(whole(own / "killed"));
    while (const auto line = program.nextLine()) {
        if (Json::parse(*line).value("update", 0) == 5) break;
    }
    program.send(SIGKILL);
    EXPECT_EQ(program.wait().code, 128 + SIGKILL);
    const Ended resumed = detoxProgram({"runs", "resume", "1", "--data-dir", own / "killed", "--json"});
    ASSERT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(weightsOf(resumed.lastLine()), weightsOf(ended.lastLine()));
    EXPECT_EQ(resumed.lastLine()["after"], ended.lastLine()["after"]);
}

TEST_F(Training, AdapterSettingsThatCannotBeAreRefused) {
    for (const auto& [flag, value] : {std::pair("--lora-rank", "-1"), std::pair("--lora-alpha", "0"),
                                      std::pair("--lora-dropout", "1"), std::pair("--lora-dropout", "0.1")}) {
        const Ended ended = detoxProgram(training({flag, value}));
        EXPECT_EQ(ended.code, 2) << flag << " " << value;
        EXPECT_THAT(ended.err, HasSubstr("lora"));
    }
}

TEST_F(Training, AFinishedRunCannotBeResumed) {
    ASSERT_EQ(detoxProgram(training({"--updates", "1"})).code, 0);
    expectFailure(detoxProgram({"runs", "resume", "1", "--data-dir", data(), "--json"}), "finished");
}

TEST_F(Training, ASecondProgramWaitsItsTurn) {
    Program program(training({"--updates", "100000"}));
    ASSERT_TRUE(program.nextLine());
    expectFailure(detoxProgram(training()), "in use by process");
    EXPECT_EQ(detoxProgram({"runs", "list", "--data-dir", data()}).code, 0) << "looking is allowed";
    EXPECT_EQ(detoxProgram({"runs", "delete", "1", "--data-dir", data()}).code, 1);
    program.send(SIGTERM);
    EXPECT_EQ(program.wait().code, 130);
    EXPECT_EQ(show(1)["state"], "stopped");
}

TEST_F(Training, ProgressIsNoFloodOnAPipe) {
    const Ended ended = detoxProgram(training({"--updates", "60", "--probe-every", "0", "--checkpoint-every", "60"}));
    ASSERT_EQ(ended.code, 0) << ended.err;
    const auto lines = std::count(ended.err.begin(), ended.err.end(), '\n');
    EXPECT_GT(lines, 5);
    EXPECT_LT(lines, 60);
    EXPECT_THAT(ended.err, HasSubstr("update 60/60"));
    EXPECT_THAT(ended.err, HasSubstr("toxicity"));
    EXPECT_EQ(ended.err.find('\r'), std::string::npos);
}

}  // namespace
}  // namespace detox
