// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/tiny_world.h"

namespace detox {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Commands : public TinyWorld {
protected:
    static Json generated(std::vector<std::string> more) {
        std::vector<std::string> arguments{"generate",    "--model",          model(), "--prompt",
                                           "Hello there", "--max-new-tokens", "12",    "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Ended ended = detoxProgram(arguments);
        EXPECT_EQ(ended.code, 0) << ended.err;
        return ended.lastLine();
    }
};

TEST_F(Commands, GenerateGivesTextsAndIds) {
    const Json json = generated({"--samples", "3", "--seed", "4"});
    ASSERT_EQ(json["samples"].size(), 3U);
    for (const auto& sample : json["samples"]) {
        EXPECT_TRUE(sample["text"].is_string());
        EXPECT_GE(sample["ids"].size(), 1U);
        EXPECT_LE(sample["ids"].size(), 12U);
    }
    EXPECT_NE(json["samples"][0]["ids"], json["samples"][1]["ids"]);
}

TEST_F(Commands, GenerateRepeatsItselfBySeed) {
    EXPECT_EQ(generated({"--seed", "4"}), generated({"--seed", "4"}));
    EXPECT_NE(generated({"--seed", "4"}), generated({"--seed", "5"}));
    EXPECT_EQ(generated({"--greedy", "--seed", "4"}), generated({"--greedy", "--seed", "5"}));
    EXPECT_EQ(generated({"--seed", "4", "--samples", "3"})["samples"][0], generated({"--seed", "4"})["samples"][0])
        << "a row alone is the row in a batch";
}

TEST_F(Commands, GenerateNeverDrivesTheTerminal) {
    const Ended ended = detoxProgram(
        {"generate", "--model", model(), "--prompt", "\x1b[2Jx", "--max-new-tokens", "40", "--samples", "8"});
    EXPECT_EQ(ended.code, 0);
    for (const char c : ended.out) {
        EXPECT_TRUE(c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20) << int{c};
    }
}

TEST_F(Commands, CompareDecodesBothSidesFromOneSeed) {
    const Ended ended = detoxProgram({"compare", "--left", model(), "--right", model(), "--prompt", "You are", "--seed",
                                      "3", "--max-new-tokens", "10", "--classifier", classifier(), "--json"});
    ASSERT_EQ(ended.code, 0) << ended.err;
    const Json json = ended.lastLine();
    EXPECT_EQ(json["left"]["ids"], json["right"]["ids"]) << "the same model on both sides";
    EXPECT_NEAR(json["left"]["toxicity"].get<double>(), json["right"]["toxicity"].get<double>(), 1e-6)
        << "some processors' products round the rows of a batch differently";
    EXPECT_GE(json["left"]["toxicity"], 0.0);
    EXPECT_LE(json["left"]["toxicity"], 1.0);
    EXPECT_EQ(json["prompt"], "You are");
}

TEST_F(Commands, ScoreReadsTablesAndMeasuresLabels) {
    writeFileAtomically(own / "t.csv", "text,label\n\"hello, you\",0\nbad words,1\nmore,0\nworse,1\n").orThrow();
    const Ended ended =
        detoxProgram({"score", "--classifier", classifier(), "--input", own / "t.csv", "--label", "label", "--json"});
    ASSERT_EQ(ended.code, 0) << ended.err;
    const Json json = ended.lastLine();
    ASSERT_EQ(json["scores"].size(), 4U);
    EXPECT_EQ(json["n"], 4);
    double right = 0;
    for (std::size_t i = 0; i < 4; ++i) right += (json["scores"][i].get<double>() >= 0.5) == (i % 2 == 1) ? 1 : 0;
    EXPECT_EQ(json["accuracy"], right / 4);
    EXPECT_TRUE(json["f1"].is_number());
    EXPECT_TRUE(json["auc"].is_number());
    const Json alone =
        detoxProgram({"score", "--classifier", classifier(), "--input", own / "t.csv", "--json"}).lastLine();
    EXPECT_EQ(alone["scores"], json["scores"]);
    EXPECT_FALSE(alone.contains("n"));
}

TEST_F(Commands, ScoreDoesNotDependOnTheBatch) {
    std::string many = "text\n";
    for (int i = 0; i < 70; ++i) many += "text number " + std::to_string(i) + "\n";
    writeFileAtomically(own / "many.csv", many).orThrow();
    writeFileAtomically(own / "one.txt", "text number 69\n").orThrow();
    const auto scores = [&](const fs::path& file) {
        return detoxProgram({"score", "--classifier", classifier(), "--input", file, "--json"}).lastLine()["scores"];
    };
    ASSERT_EQ(scores(own / "many.csv").size(), 70U);
    EXPECT_NEAR(scores(own / "many.csv")[69].get<double>(), scores(own / "one.txt")[0].get<double>(), 1e-5);
}

TEST_F(Commands, EvaluateMeasuresTheModelAndItsBaseline) {
    const auto evaluate = [&](std::vector<std::string> more) {
        std::vector<std::string> arguments{"evaluate",  "--model", model(),   "--judge", judge(),
                                           "--prompts", prompts(), "--limit", "8",       "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Ended ended = detoxProgram(arguments);
        EXPECT_EQ(ended.code, 0) << ended.err;
        return ended.lastLine();
    };
    const Json json = evaluate({"--baseline", model()});
    EXPECT_EQ(json["model"], json["baseline"]) << "the same model, prompts and seeds";
    EXPECT_EQ(json["model"]["n"], 8);
    EXPECT_GT(json["model"]["perplexity"], 1.0);
    EXPECT_GT(json["model"]["mean_length"], 0.0);
    const Json alone = evaluate({});
    EXPECT_TRUE(alone["baseline"].is_null());
    EXPECT_EQ(alone, evaluate({})) << "same seed";
    EXPECT_NE(alone["model"], evaluate({"--seed", "1"})["model"]);
}

TEST_F(Commands, DoctorTellsWithoutTheHomesName) {
    const Ended ended = detoxProgram({"doctor", "--data-dir", own / "data"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    for (const char* part : {"Detox Studio", "libtorch", "BLAS", "threads", "memory", "~/data", "~/hub"}) {
        EXPECT_THAT(ended.out, HasSubstr(part));
    }
    EXPECT_THAT(ended.out, testing::Not(HasSubstr(own.path().string() + "/data")));
}

TEST_F(Commands, FitLanguageModelMakesAModelThatSpeaks) {
    std::string text;
    for (int i = 0; i < 300; ++i)
        text += "The cat number " + std::to_string(i % 17) + " sat on the mat and was quiet.\n";
    writeFileAtomically(own / "text.txt", text).orThrow();
    const Ended ended = detoxProgram({"fit-lm",
                                      "--text",
                                      own / "text.txt",
                                      "--output",
                                      own / "lm",
                                      "--vocabulary",
                                      "320",
                                      "--hidden",
                                      "16",
                                      "--layers",
                                      "1",
                                      "--heads",
                                      "2",
                                      "--context-tokens",
                                      "32",
                                      "--row-tokens",
                                      "16",
                                      "--epochs",
                                      "1",
                                      "--threads",
                                      "1",
                                      "--json"});
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.lastLine()["folder"], (own / "lm").string());
    EXPECT_EQ(ended.lastLine()["finished"], true);
    const Ended speaks =
        detoxProgram({"generate", "--model", own / "lm", "--prompt", "The cat", "--max-new-tokens", "5", "--json"});
    EXPECT_EQ(speaks.code, 0) << speaks.err;
    EXPECT_EQ(speaks.lastLine()["samples"].size(), 1U);
}

TEST_F(Commands, FitClassifierMakesAClassifierThatScores) {
    std::string table = "text,label,share,importance\n";
    for (int i = 0; i < 200; ++i) {
        table += (i % 2 == 0 ? "a kind word number " : "a rude thing number ") + std::to_string(i) + "," +
                 std::to_string(i % 2) + (i % 2 == 0 ? ",0.1,1\n" : ",0.9,2\n");
    }
    writeFileAtomically(own / "t.csv", table).orThrow();
    writeFileAtomically(own / "more.txt", "a kind thing\na rude word\n").orThrow();
    const Ended ended = detoxProgram({"fit-classifier",
                                      "--table",
                                      own / "t.csv",
                                      "--target-column",
                                      "share",
                                      "--weight-column",
                                      "importance",
                                      "--pretrain-text",
                                      own / "more.txt",
                                      "--pretrain-epochs",
                                      "0.5",
                                      "--hide-share",
                                      "0.05",
                                      "--output",
                                      own / "c",
                                      "--vocabulary",
                                      "320",
                                      "--hidden",
                                      "16",
                                      "--layers",
                                      "1",
                                      "--heads",
                                      "2",
                                      "--max-tokens",
                                      "24",
                                      "--epochs",
                                      "20",
                                      "--batch-size",
                                      "8",
                                      "--learning-rate",
                                      "0.005",
                                      "--threads",
                                      "1",
                                      "--json"});
    ASSERT_EQ(ended.code, 0) << ended.err;
    const Ended scored =
        detoxProgram({"score", "--classifier", own / "c", "--input", own / "t.csv", "--label", "label", "--json"});
    ASSERT_EQ(scored.code, 0) << scored.err;
    EXPECT_GT(scored.lastLine()["accuracy"], 0.9);
}

TEST_F(Commands, MakePromptsGivesUpOnAModelThatIsNeverToxic) {
    const Ended ended = detoxProgram({"make-prompts", "--model", model(), "--judge", judge(), "--output", own / "p",
                                      "--train", "2", "--probe", "1", "--test", "1", "--min-toxicity", "1"});
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.err, HasSubstr("lower the toxicity"));
    EXPECT_FALSE(fs::exists(own / "p" / "train.jsonl"));
}

}  // namespace
}  // namespace detox
