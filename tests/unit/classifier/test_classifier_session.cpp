// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "core/models/sequence_classifier.h"
#include "core/text/tokenizer.h"
#include "core/training/classifier_session.h"
#include "core/util/json.h"
#include "core/util/random.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"

namespace detox {
namespace {

/// Sentences of harmless words; those with a "bad" word are labelled so, wherever it stands.
std::string labelledTable(std::uint32_t count) {
    constexpr std::array kWords = {"river", "stone", "garden", "window", "letter", "summer", "market", "yellow"};
    std::string table = "text,label,split\n";
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto pick = [&](std::uint32_t n, std::int64_t high) {
            return static_cast<std::size_t>(randomInteger({.seed = 4, .sample = i, .token = n}, 0, high));
        };
        const std::size_t length = 3 + pick(0, 6);
        const bool toxic = pick(1, 1) == 1;
        const std::size_t at = pick(2, static_cast<std::int64_t>(length) - 1);
        for (std::uint32_t k = 0; k < length; ++k) {
            table += toxic && k == at ? "thistle " : std::string(kWords[pick(10 + k, 7)]) + " ";
        }
        table += std::to_string(i) + (toxic ? ",hate," : ",nothate,") + (i % 5 == 0 ? "test\n" : "train\n");
    }
    return table;
}

/// Stops the session at an update.
class StopAt final : public TrainingObserver {
public:
    explicit StopAt(int update = -1) : m_update(update) {}
    void onEvent(const TrainingEvent& event) override { events.push_back(event); }
    void onUpdate(std::shared_ptr<const UpdateReport> report) override {
        updates.push_back(report->update);
        if (report->update == m_update) source.request_stop();
    }
    void onProbe(std::shared_ptr<const ProbeReport>) override {}

    std::stop_source source;
    std::vector<TrainingEvent> events;
    std::vector<int> updates;

private:
    const int m_update;
};

class ClassifierSession : public ::testing::Test {
protected:
    ClassifierSession() { writeText(m_folder / "table.csv", labelledTable(600)); }

    FitClassifierSetup setup(const std::string& output) {
        FitClassifierSetup setup{.config = {}, .tables = {m_folder / "table.csv"}, .tokenizer = {}, .output = {}};
        setup.output = m_folder / output;
        setup.config.vocabulary = 320;
        setup.config.hidden = 32;
        setup.config.layers = 1;
        setup.config.heads = 2;
        setup.config.maxTokens = 32;
        setup.config.epochs = 6;
        setup.config.pretrainEpochs = 2;
        setup.config.optimiser.learningRate = 3e-3;
        setup.config.optimiser.batchSize = 16;
        setup.config.machine.threads = 1;
        return setup;
    }
    static TrainingOutcome run(const FitClassifierSetup& setup, StopAt& observer) {
        return makeClassifierSession(setup).value()->run(observer.source.get_token(), observer).orThrow();
    }

    TemporaryFolder m_folder;
};

TEST_F(ClassifierSession, LearnsAWordAndWritesAFolderThatLoads) {
    StopAt observer;
    const auto outcome = run(setup("model"), observer);
    EXPECT_EQ(outcome.end, TrainingEnd::Finished);
    EXPECT_EQ(outcome.checkpoint, m_folder / "model");
    const Json metrics = readJson(m_folder / "model/metrics.json").value();
    EXPECT_EQ(metrics["n"], 120);
    EXPECT_GT(metrics["auc"].get<double>(), 0.95);
    EXPECT_EQ(metrics["training_texts"], 480);

    const auto folder = openModelFolder(m_folder / "model").value();
    EXPECT_EQ(folder.config["id2label"]["0"], "nothate");
    EXPECT_EQ(folder.config["label2id"]["hate"], 1);
    const auto model = SequenceClassifier::load(folder);
    const auto tokenizer = loadTokenizer(m_folder / "model", folder.config).value();
    EXPECT_EQ(model.config().pad, tokenizer->pad());
    EXPECT_EQ(model.config().maxTokens(), 32);
    const auto toxicity = [&](const std::string& text) {
        const auto ids = tokenizer->encode(text, SpecialTokens::Add);
        return model.logits(padRows({ids}, model.config().pad, PaddingSide::Right)).softmax(1)[0][1].item<double>();
    };
    EXPECT_GT(toxicity("river thistle stone garden"), 0.5);
    EXPECT_LT(toxicity("river stone garden window"), 0.5);
    EXPECT_NE(readText(m_folder / "model/README.md").find("ROC"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(m_folder / "model.state"));
}

TEST_F(ClassifierSession, ResumesBitForBit) {
    // 30 steps an epoch: pretraining is over after 30, so an update 40 is one of the labels.
    const auto shortened = [this](const std::string& output) {
        FitClassifierSetup out = setup(output);
        out.config.pretrainEpochs = 1;
        out.config.epochs = 2;
        return out;
    };
    StopAt none;
    run(shortened("whole"), none);
    for (const auto& [name, update] : {std::pair{"inPretraining", 20}, {"inLabels", 40}}) {
        StopAt stopping(update);
        const auto stopped = run(shortened(name), stopping);
        ASSERT_EQ(stopped.end, TrainingEnd::Stopped);
        EXPECT_FALSE(std::filesystem::exists(m_folder / name));
        StopAt rest;
        EXPECT_EQ(run(shortened(name), rest).end, TrainingEnd::Finished);
        EXPECT_EQ(readText(m_folder / name / "model.safetensors"), readText(m_folder / "whole/model.safetensors"))
            << name;
        EXPECT_EQ(readText(m_folder / name / "tokenizer.model"), readText(m_folder / "whole/tokenizer.model"));
    }
}

TEST_F(ClassifierSession, TrainsTowardsTargetsByWeight) {
    // Every label says toxic or not at random places; the targets of the rows that weigh say 0.2 throughout.
    std::string table = "text,label,split,target,weight\n";
    for (int i = 0; i < 200; ++i) {
        const std::string toxic = i % 2 == 0 ? "hate" : "nothate";
        table += "river stone " + std::to_string(i) + "," + toxic + ",train," + (i % 4 < 2 ? "0.2,1\n" : "1,0\n");
    }
    table += "river stone garden,hate,test,1,1\n";
    writeText(m_folder / "soft.csv", table);
    auto soft = setup("soft");
    soft.tables = {m_folder / "soft.csv"};
    soft.config.targetColumn = "target";
    soft.config.weightColumn = "weight";
    soft.config.pretrainEpochs = 0;
    soft.config.hideShare = 0.1;
    StopAt observer;
    run(soft, observer);
    const Json reliability = readJson(m_folder / "soft/metrics.json").value()["reliability"];
    double mean = 0;
    for (const Json& bin : reliability) mean += bin["n"].get<double>() * bin["mean_score"].get<double>();
    EXPECT_NEAR(mean, 0.2, 0.08);
}

TEST_F(ClassifierSession, CalibratesOnDevelopmentRows) {
    // A word that the training rows always call toxic and the development rows only three times in four.
    std::string table = labelledTable(400);
    for (int i = 0; i < 80; ++i) {
        const bool odd = i % 4 == 0;
        table += "river thistle " + std::to_string(i) + (odd ? ",nothate,dev\n" : ",hate,dev\n");
        table += "river stone " + std::to_string(i) + (odd ? ",hate,dev\n" : ",nothate,dev\n");
    }
    writeText(m_folder / "table.csv", table);
    StopAt observer;
    run(setup("model"), observer);
    const Json metrics = readJson(m_folder / "model/metrics.json").value();
    EXPECT_EQ(metrics["calibration_texts"], 160);
    EXPECT_GT(metrics["temperature"].get<double>(), 1.5);
    EXPECT_GT(metrics["auc"].get<double>(), 0.9) << "the order of the scores stays";
    EXPECT_LT(metrics["calibration_error"].get<double>(), metrics["calibration_error_before"].get<double>() - 0.05)
        << "the saved head is the calibrated one";
}

TEST_F(ClassifierSession, PretrainsOnUnlabelledTextsToo) {
    writeText(m_folder / "more.txt", "a river of stones\nanother letter for the summer\n");
    auto more = setup("model");
    more.texts = {m_folder / "more.txt"};
    more.config.epochs = 0.2;
    StopAt observer;
    run(more, observer);
    const Json metrics = readJson(m_folder / "model/metrics.json").value();
    EXPECT_EQ(metrics["pretraining_texts"], 2);
    EXPECT_EQ(metrics["training_texts"], 480);
    EXPECT_EQ(metrics["pretraining_steps"], 2 * 31) << "482 texts in batches of 16";
    more.output = m_folder / "other";
    more.config.pretrainEpochs = 0;
    EXPECT_FALSE(makeClassifierSession(more).ok()) << "nothing would read them";
}

TEST_F(ClassifierSession, TakesATokenizerThatIsThere) {
    StopAt observer;
    auto first = setup("first");
    first.config.pretrainEpochs = 0;
    first.config.epochs = 0.1;
    run(first, observer);
    auto second = first;
    second.output = m_folder / "second";
    second.tokenizer = m_folder / "first/tokenizer.model";
    second.config.savedWeights = WeightType::BFloat16;
    run(second, observer);
    EXPECT_EQ(readText(m_folder / "second/tokenizer.model"), readText(m_folder / "first/tokenizer.model"));
    EXPECT_EQ(readJson(m_folder / "second/config.json").value()["torch_dtype"], "bfloat16");
    EXPECT_LT(std::filesystem::file_size(m_folder / "second/model.safetensors") * 10,
              std::filesystem::file_size(m_folder / "first/model.safetensors") * 6);
}

TEST_F(ClassifierSession, RefusesWhatDoesNotFit) {
    auto bad = setup("model");
    bad.config.heads = 5;
    EXPECT_FALSE(makeClassifierSession(bad).ok());
    bad = setup("model");
    bad.tables.clear();
    EXPECT_FALSE(makeClassifierSession(bad).ok());
    EXPECT_FALSE(makeClassifierSession(setup("table.csv")).ok()) << "the output exists";
    bad = setup("model");
    bad.tables = {m_folder / "absent.csv"};
    StopAt observer;
    const auto result = makeClassifierSession(bad).value()->run({}, observer);
    ASSERT_FALSE(result.ok());
    EXPECT_NE(result.error().message().find("absent.csv"), std::string::npos);
}

}  // namespace
}  // namespace detox
