// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/tiny_world.h"
#include "tests/support/text_file.h"

namespace detox {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class Exporting : public TinyWorld {
protected:
    [[nodiscard]] Ended exported(std::vector<std::string> more) const {
        std::vector<std::string> arguments{"export", "--data-dir", data(), "--output", target(), "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return detoxProgram(arguments);
    }
    [[nodiscard]] std::string target() const { return (own / "given").string(); }
    [[nodiscard]] static std::vector<int> idsOf(const std::string& model, const std::string& dataFolder) {
        const Ended ended = detoxProgram({"generate", "--model", model, "--data-dir", dataFolder, "--prompt", "You are",
                                          "--seed", "3", "--max-new-tokens", "16", "--json"});
        EXPECT_EQ(ended.code, 0) << ended.err;
        return ended.lastLine()["samples"][0]["ids"].get<std::vector<int>>();
    }
};

TEST_F(Exporting, ARunsModelWritesTheSameElsewhere) {
    ASSERT_EQ(detoxProgram(training()).code, 0);
    const Ended ended = exported({"run:1"});
    ASSERT_EQ(ended.code, 0) << ended.err;
    const Json json = ended.lastLine();
    EXPECT_EQ(json["folder"], target());
    EXPECT_EQ(json["weight_files"], 1);
    EXPECT_GT(json["tensors"], 10);
    EXPECT_EQ(idsOf(target(), data()), idsOf("run:1", data()));
    EXPECT_FALSE(fs::exists(fs::path(target()) / "trainer")) << "what only resuming needs stays with the run";
    const std::string card = readText(fs::path(target()) / "README.md");
    EXPECT_THAT(card, AllOf(HasSubstr("update 6 of 6"), HasSubstr("mean toxicity"), HasSubstr("`prompts.jsonl`")));
    EXPECT_EQ(card.find(own.path().string()), std::string::npos) << "no place of this machine";
}

TEST_F(Exporting, ARunOfAdaptersGivesThemToPeftToo) {
    const Ended trained = detoxProgram(training({"--lora-rank", "4", "--lora-targets", "attention"}));
    ASSERT_EQ(trained.code, 0) << trained.err;
    const Ended ended = exported({"run:1", "--form", "adapter"});
    ASSERT_EQ(ended.code, 0) << ended.err;
    const Json config = Json::parse(readText(fs::path(target()) / "adapter_config.json"));
    EXPECT_EQ(config["r"], 4);
    EXPECT_EQ(config["target_modules"].size(), 4U);
    EXPECT_TRUE(fs::equivalent(config["base_model_name_or_path"].get<std::string>(), model()));
    EXPECT_FALSE(fs::exists(fs::path(target()) / "model.safetensors"));
    EXPECT_EQ(idsOf(target(), data()), idsOf("run:1", data()));
    EXPECT_NE(idsOf("run:1", data()), idsOf("run:1@0", data()));
}

TEST_F(Exporting, HalvesTheFilesInBFloat16) {
    const Ended ended = exported({model(), "--weight-type", "bfloat16"});
    ASSERT_EQ(ended.code, 0) << ended.err;
    const Ended inspected = detoxProgram({"models", "inspect", target(), "--json"});
    ASSERT_EQ(inspected.code, 0) << inspected.err;
    const Json facts = inspected.lastLine();
    EXPECT_EQ(facts["element_types"], "BF16");
    EXPECT_EQ(facts["weight_bytes"].get<std::int64_t>(), 2 * facts["parameters"].get<std::int64_t>());
    EXPECT_EQ(facts["policy"]["possible"], true);
    EXPECT_EQ(facts["classifier"]["possible"], false);
}

TEST_F(Exporting, RefusesInOneSentence) {
    fs::create_directory(target());
    expectFailure(exported({model()}), "exists");
    expectFailure(exported({"run:7"}), "7");
    fs::remove(target());
    expectFailure(exported({model(), "--form", "adapter"}), "is a whole model");
    EXPECT_FALSE(fs::exists(target()));
}

TEST_F(Exporting, InspectTellsWhyAFolderIsNoModel) {
    expectFailure(detoxProgram({"models", "inspect", own.path().string()}), "has no config.json");
    const auto spoilt = copyOfModel();
    fs::remove(spoilt / "model.safetensors");
    const Ended ended = detoxProgram({"models", "inspect", spoilt.string()});
    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.out, AllOf(HasSubstr("as policy"), HasSubstr("has no weights")));
}

}  // namespace
}  // namespace detox
