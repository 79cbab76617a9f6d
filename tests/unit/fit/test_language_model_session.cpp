// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/linear.h>
#include <gtest/gtest.h>

#include "core/api/metric_names.h"
#include "core/models/causal_lm.h"
#include "core/text/tokenizer.h"
#include "core/training/language_model_session.h"
#include "core/util/json.h"
#include "core/util/random.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

using ::testing::HasSubstr;

class Watcher final : public TrainingObserver {
public:
    int stopAt = -1;
    std::stop_source stop;
    std::vector<UpdateReport> reports;

    void onEvent(const TrainingEvent&) override {}
    void onUpdate(std::shared_ptr<const UpdateReport> report) override {
        reports.push_back(*report);
        if (report->update == stopAt) stop.request_stop();
    }
    void onProbe(std::shared_ptr<const ProbeReport>) override {}
};

/// Sentences in which each word allows only two successors: far easier than their words' frequencies suggest.
std::filesystem::path writeSentences(const TemporaryFolder& folder) {
    const std::vector<std::string> subjects{"the cat", "a dog", "my uncle", "the baker"};
    const std::vector<std::string> verbs{"sees", "follows", "forgets", "greets"};
    const std::vector<std::string> objects{"the river", "a lantern", "every stone", "the old mill"};
    const auto file = folder / "texts.txt";
    std::ofstream out(file);
    for (std::uint32_t i = 0; i < 600; ++i) {
        const auto draw = [&](std::uint32_t word) {
            return static_cast<std::size_t>(randomInteger({.seed = 5, .sample = i, .token = word}, 0, 3));
        };
        out << subjects[draw(0)] << ' ' << verbs[draw(1)] << ' ' << objects[draw(2)] << " today.\n";
    }
    return file;
}

FitLanguageModelSetup tinySetup(const std::filesystem::path& texts, const std::filesystem::path& output) {
    FitLanguageModelSetup setup;
    setup.config = {.vocabulary = 300, .hidden = 16, .layers = 2, .heads = 2, .contextTokens = 32, .rowTokens = 16};
    setup.config.epochs = 4;
    setup.config.heldOutShare = 0.1;
    setup.config.optimiser = {.learningRate = 1e-2, .batchSize = 16};
    setup.config.machine.threads = 1;
    setup.texts = {texts};
    setup.output = output;
    return setup;
}

TrainingOutcome runOnce(const FitLanguageModelSetup& setup, Watcher& watcher) {
    auto session = makeLanguageModelSession(setup);
    EXPECT_TRUE(session) << session.error().message();
    auto outcome = (*session)->run(watcher.stop.get_token(), watcher);
    EXPECT_TRUE(outcome) << outcome.error().message();
    return outcome ? *outcome : TrainingOutcome{};
}

std::string bytesOf(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(LanguageModelSession, LearnsWhatAUnigramModelCannot) {
    const TemporaryFolder folder;
    const auto setup = tinySetup(writeSentences(folder), folder / "model");
    Watcher watcher;
    const TrainingOutcome outcome = runOnce(setup, watcher);
    EXPECT_EQ(outcome.end, TrainingEnd::Finished);
    const auto metrics = readJson(setup.output / "metrics.json");
    ASSERT_TRUE(metrics) << metrics.error().message();
    const auto& final = watcher.reports.back().metrics;
    EXPECT_LT(final.at(metric::kFitHeldOutPerplexity), final.at(metric::kFitUnigramPerplexity) / 4);
    EXPECT_EQ((*metrics)["held_out_perplexity"].get<double>(), final.at(metric::kFitHeldOutPerplexity));
    EXPECT_EQ((*metrics)["files"][0]["documents"].get<int>(), 600);
    EXPECT_THAT(bytesOf(setup.output / "README.md"), HasSubstr("perplexity"));
    EXPECT_FALSE(std::filesystem::exists(setup.output.string() + ".state"));
}

TEST(LanguageModelSession, WritesAFolderThatLoads) {
    const TemporaryFolder folder;
    auto setup = tinySetup(writeSentences(folder), folder / "model");
    setup.config.epochs = 0.1;
    setup.config.savedWeights = WeightType::BFloat16;
    Watcher watcher;
    runOnce(setup, watcher);
    const auto opened = openModelFolder(setup.output);
    ASSERT_TRUE(opened) << opened.error().message();
    const CausalLm model = CausalLm::load(*opened);
    const auto tokenizer = loadTokenizer(setup.output, opened->config);
    ASSERT_TRUE(tokenizer) << tokenizer.error().message();
    EXPECT_EQ(model.config().vocabulary, (*tokenizer)->size());
    EXPECT_EQ(model.config().family, "gpt_neo");
    EXPECT_EQ(model.config().eos, (*tokenizer)->eos());
}

/// Mean −log p of a few tokens, the logits multiplied by `scale`.
double meanLoss(const std::filesystem::path& folder, double scale) {
    const CausalLm model = CausalLm::load(openModelFolder(folder).orThrow());
    const at::Tensor ids = at::arange(5, 15, at::kLong).view({1, 10});
    const at::Tensor hidden = model.hiddenStates({.ids = ids, .mask = {}, .positions = {}}).squeeze(0);
    const at::Tensor logProbs = (at::linear(hidden, model.weights().head) * scale).log_softmax(-1);
    return -logProbs.gather(-1, ids.view({10, 1})).mean().item<double>();
}

TEST(LanguageModelSession, SavedTemperatureDividesTheLogitsAndNothingElse) {
    const TemporaryFolder folder;
    const auto texts = writeSentences(folder);
    Watcher first;
    Watcher second;
    runOnce(tinySetup(texts, folder / "plain"), first);
    auto sharpened = tinySetup(texts, folder / "sharpened");
    sharpened.config.savedTemperature = 0.5;
    runOnce(sharpened, second);
    EXPECT_NEAR(meanLoss(folder / "sharpened", 1), meanLoss(folder / "plain", 2), 1e-4);
    EXPECT_NEAR(meanLoss(folder / "sharpened", 0.5), meanLoss(folder / "plain", 1), 1e-4);
    const auto plain = readJson(folder / "plain" / "metrics.json").orThrow();
    const auto metrics = readJson(folder / "sharpened" / "metrics.json").orThrow();
    EXPECT_EQ(metrics.at("held_out_perplexity"), plain.at("held_out_perplexity"));
    EXPECT_NEAR(plain.at("saved_perplexity").get<double>(), plain.at("held_out_perplexity").get<double>(), 1e-9);
    EXPECT_NE(metrics.at("saved_perplexity"), metrics.at("held_out_perplexity"));
    EXPECT_THAT(bytesOf(folder / "sharpened" / "README.md"), HasSubstr("divided by 0.5"));
}

TEST(LanguageModelSession, StoppedAndResumedEqualsUninterruptedBitForBitWithDropoutToo) {
    const TemporaryFolder folder;
    const auto texts = writeSentences(folder);
    auto undisturbed = tinySetup(texts, folder / "whole");
    undisturbed.config.dropout = 0.1;
    Watcher whole;
    runOnce(undisturbed, whole);
    Watcher first;
    first.stopAt = 20;
    auto setup = tinySetup(texts, folder / "parts");
    setup.config.dropout = 0.1;
    const TrainingOutcome stopped = runOnce(setup, first);
    EXPECT_EQ(stopped.end, TrainingEnd::Stopped);
    EXPECT_EQ(stopped.update, 20);
    EXPECT_FALSE(std::filesystem::exists(setup.output));
    Watcher second;
    EXPECT_EQ(runOnce(setup, second).end, TrainingEnd::Finished);
    EXPECT_EQ(bytesOf(folder / "parts" / "model.safetensors"), bytesOf(folder / "whole" / "model.safetensors"));
    EXPECT_GT(bytesOf(folder / "parts" / "model.safetensors").size(), 1000U);
    EXPECT_EQ(second.reports.back().metrics.at(metric::kFitLoss), whole.reports.back().metrics.at(metric::kFitLoss));
}

TEST(LanguageModelSession, DropoutChangesWhatIsLearnedFrom) {
    const TemporaryFolder folder;
    const auto texts = writeSentences(folder);
    const auto lossWith = [&](double dropout, const std::string& name) {
        auto setup = tinySetup(texts, folder / name);
        setup.config.epochs = 0.5;
        setup.config.dropout = dropout;
        Watcher watcher;
        runOnce(setup, watcher);
        return watcher.reports.back().metrics.at(metric::kFitLoss);
    };
    EXPECT_NE(lossWith(0, "plain"), lossWith(0.5, "dropped"));
}

TEST(LanguageModelSession, RefusesSettingsThatDoNotFitBeforeAnyWork) {
    const TemporaryFolder folder;
    const auto texts = writeSentences(folder);
    const auto refusal = [](const FitLanguageModelSetup& setup) {
        const auto session = makeLanguageModelSession(setup);
        return session ? std::string("accepted") : session.error().message();
    };
    auto heads = tinySetup(texts, folder / "model");
    heads.config.heads = 3;
    EXPECT_THAT(refusal(heads), HasSubstr("not a multiple of the 3 heads"));
    auto rows = tinySetup(texts, folder / "model");
    rows.config.rowTokens = 33;
    EXPECT_THAT(refusal(rows), HasSubstr("do not fit the context of 32"));
    EXPECT_THAT(refusal(tinySetup(texts, folder.path())), HasSubstr("exists"));
}

TEST(LanguageModelSession, NamesAMissingTextFile) {
    const TemporaryFolder folder;
    auto session = makeLanguageModelSession(tinySetup(folder / "nowhere.txt", folder / "model"));
    ASSERT_TRUE(session);
    Watcher watcher;
    const auto outcome = (*session)->run({}, watcher);
    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().message(), HasSubstr("nowhere.txt"));
}

}  // namespace
}  // namespace detox
