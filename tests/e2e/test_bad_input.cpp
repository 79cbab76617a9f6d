// SPDX-License-Identifier: GPL-3.0-or-later
// The list of bad input, through the program: one clear sentence each, exit 1, no trace in the data folder.
#include <csignal>
#include <optional>

#include "tests/e2e/tiny_world.h"
#include "tests/support/small_disk.h"

namespace detox {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class BadInput : public TinyWorld {
protected:
    static Ended generate(const std::string& model) {
        return detoxProgram({"generate", "--model", model, "--prompt", "Hello", "--max-new-tokens", "2", "--json"});
    }
    Ended trainOn(const std::string& promptFile) { return detoxProgram(training({"--prompts", promptFile})); }
    /// Changes model.safetensors' bytes.
    template <class Change>
    fs::path spoilWeights(Change&& change) {
        fs::path folder = copyOfModel();
        std::string bytes = readFile(folder / "model.safetensors").orThrow();
        change(bytes);
        writeFileAtomically(folder / "model.safetensors", bytes).orThrow();
        return folder;
    }
    template <class Change>
    fs::path spoilConfig(Change&& change) {
        fs::path folder = copyOfModel();
        Json json = readJson(folder / "config.json").orThrow();
        change(json);
        writeFileAtomically(folder / "config.json", json.dump()).orThrow();
        return folder;
    }
};

TEST_F(BadInput, MissingFolder) {
    expectFailure(generate(own / "nothing"), "There is no folder");
    expectFailure(generate("org/unknown"), "huggingface-cli download org/unknown");
    expectFailure(generate("run:7"), "7");
    expectFailure(generate("run:seven"), "run:ID@update");
    EXPECT_EQ(detoxProgram(training({"--classifier", own / "nothing"})).code, 1);
}

TEST_F(BadInput, PromptThatDoesNotFitTheModel) {
    const std::string prompt(100'000, 'a');
    expectFailure(detoxProgram({"generate", "--model", model(), "--prompt", prompt}), "Shorten the prompt");
    expectFailure(detoxProgram({"compare", "--left", model(), "--right", model(), "--prompt", prompt}),
                  "Shorten the prompt");
}

TEST_F(BadInput, EmptyFolder) {
    fs::create_directories(own / "empty");
    expectFailure(generate(own / "empty"), "config.json");
}

TEST_F(BadInput, TruncatedWeights) {
    expectFailure(generate(spoilWeights([](std::string& bytes) { bytes.resize(bytes.size() - 1); })),
                  "model.safetensors");
}

TEST_F(BadInput, AbsurdHeader) {
    expectFailure(generate(spoilWeights([](std::string& bytes) { bytes.replace(0, 8, 8, '\xff'); })),
                  "model.safetensors");
}

TEST_F(BadInput, WrongDataType) {
    expectFailure(generate(spoilWeights([](std::string& bytes) {
                      for (std::size_t at = bytes.find("\"F32\""); at != std::string::npos;
                           at = bytes.find("\"F32\"", at)) {
                          bytes.replace(at, 5, "\"I32\"");
                      }
                  })),
                  "I32");
}

TEST_F(BadInput, ConfigWithoutARequiredKey) {
    expectFailure(generate(spoilConfig([](Json& json) { json.erase("hidden_size"); })), "hidden_size");
}

TEST_F(BadInput, UnknownFamily) {
    expectFailure(generate(spoilConfig([](Json& json) { json["model_type"] = "warp_drive"; })), "warp_drive");
}

TEST_F(BadInput, BrokenConfig) {
    const fs::path folder = copyOfModel();
    writeFileAtomically(folder / "config.json", "{").orThrow();
    expectFailure(generate(folder), "config.json is not valid JSON");
}

TEST_F(BadInput, AClassifierIsNoLanguageModelAndTheOtherWayRound) {
    expectFailure(generate(classifier()), "roberta");
    writeFileAtomically(own / "texts.txt", "one\n").orThrow();
    expectFailure(detoxProgram({"score", "--classifier", model(), "--input", own / "texts.txt", "--json"}), "gpt_neo");
}

TEST_F(BadInput, PromptFiles) {
    writeFileAtomically(own / "empty.jsonl", "").orThrow();
    writeFileAtomically(own / "p.parquet", "PAR1....").orThrow();
    EXPECT_EQ(trainOn(own / "empty.jsonl").code, 1);
    EXPECT_THAT(trainOn(own / "empty.jsonl").err, HasSubstr("empty.jsonl"));
    EXPECT_THAT(trainOn(own / "p.parquet").err, HasSubstr("JSONL"));
    EXPECT_THAT(trainOn(own / "nothing.jsonl").err, HasSubstr("nothing.jsonl"));
    EXPECT_EQ(trainOn(own / "nothing.jsonl").err.find("Loading the model"), std::string::npos)
        << "prompts are read first: they fail sooner";
    const Ended list = detoxProgram({"runs", "list", "--data-dir", data(), "--json"});
    EXPECT_EQ(list.lastLine().size(), 0U) << "no run is left of what could not start: " << list.out;
}

TEST_F(BadInput, UnreadableDatabase) {
    fs::create_directories(data());
    writeFileAtomically(fs::path(data()) / "studio.sqlite", std::string(9000, 'z')).orThrow();
    expectFailure(detoxProgram({"runs", "list", "--data-dir", data()}), "damaged or no database");
    expectFailure(detoxProgram(training()), "damaged or no database");
    EXPECT_EQ(readFile(fs::path(data()) / "studio.sqlite").value(), std::string(9000, 'z'));
}

TEST_F(BadInput, DataFolderThatCannotBeWritten) {
    expectFailure(detoxProgram({"runs", "list", "--data-dir", "/proc/detox"}), "/proc/detox cannot be used");
    writeFileAtomically(own / "file", "x").orThrow();
    expectFailure(detoxProgram(training({"--data-dir", own / "file"})), "cannot be used");
}

TEST_F(BadInput, ReadOnlyDataFolder) {
    fs::create_directories(data());
    const SmallDisk disk(data(), "1m", SmallDisk::Access::ReadOnly);
    if (!disk.mounted()) GTEST_SKIP() << "mounting is not allowed here";
    expectFailure(detoxProgram(training()), "Read-only file system");
}

TEST_F(BadInput, ADiskTooSmallForTheCheckpoints) {
    fs::create_directories(data());
    const SmallDisk disk(data(), "320k");
    if (!disk.mounted()) GTEST_SKIP() << "mounting is not allowed here";
    const Ended ended = detoxProgram(training());
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.err, HasSubstr("Two checkpoints of"));
    EXPECT_THAT(ended.err, HasSubstr("choose another data folder"));
    const Ended list = detoxProgram({"runs", "list", "--data-dir", data(), "--json"});
    EXPECT_EQ(list.lastLine(), Json::array()) << list.err;
}

class FullDisk : public BadInput {
protected:
    /// A data folder with room for some checkpoints, and far more updates than that.
    FullDisk() {
        fs::create_directories(data());
        m_disk.emplace(data(), "6m");
        if (m_disk->mounted()) writeFileAtomically(ballast(), std::string(4'500'000, 'b')).orThrow();
    }
    [[nodiscard]] bool mounted() const { return m_disk->mounted(); }
    [[nodiscard]] fs::path ballast() const { return fs::path(data()) / "ballast"; }
    [[nodiscard]] std::vector<std::string> longTraining() const {
        return training({"--checkpoint-every", "1", "--updates", "30", "--probe-every", "0"});
    }
    [[nodiscard]] Json shown() const {
        return detoxProgram({"runs", "show", "1", "--data-dir", data(), "--json"}).lastLine();
    }

private:
    std::optional<SmallDisk> m_disk;
};

TEST_F(FullDisk, PausesTheRunUntilThereIsRoom) {
    if (!mounted()) GTEST_SKIP() << "mounting is not allowed here";
    Program program(longTraining());
    ASSERT_TRUE(program.complainsOf("The disk of the data folder is full; training is paused."));
    fs::remove(ballast());
    const Ended ended = program.wait();
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.err.find("is paused"), ended.err.rfind("is paused")) << "said once: " << ended.err;
    EXPECT_EQ(shown()["state"], "finished");
    EXPECT_EQ(shown()["metrics"]["objective/kl"].size(), 30U);
}

TEST_F(FullDisk, AStopKeepsTheLastCheckpointToResumeFrom) {
    if (!mounted()) GTEST_SKIP() << "mounting is not allowed here";
    Program program(longTraining());
    ASSERT_TRUE(program.complainsOf("Ctrl-C ends the run"));
    program.send(SIGINT);
    const Ended ended = program.wait();
    EXPECT_EQ(ended.code, 130) << ended.err;
    fs::remove(ballast());
    const Ended resumed = detoxProgram({"runs", "resume", "1", "--data-dir", data(), "--json"});
    EXPECT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(shown()["metrics"]["objective/kl"].size(), 30U);
}

TEST_F(BadInput, UnknownRuns) {
    expectFailure(detoxProgram({"runs", "show", "9", "--data-dir", data()}), "no run 9");
    expectFailure(detoxProgram({"runs", "resume", "9", "--data-dir", data()}), "no run 9");
    expectFailure(detoxProgram({"runs", "delete", "9", "--data-dir", data()}), "no run 9");
}

TEST_F(BadInput, TablesToScore) {
    writeFileAtomically(own / "t.csv", "a,b\n1,2\n").orThrow();
    expectFailure(detoxProgram({"score", "--classifier", classifier(), "--input", own / "t.csv"}), "has no 'text'");
    expectFailure(detoxProgram({"score", "--classifier", classifier(), "--input", own / "nothing.csv"}), "nothing.csv");
}

}  // namespace
}  // namespace detox
