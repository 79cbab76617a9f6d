// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <limits>

#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "core/api/metric_names.h"
#include "core/models/compute_facts.h"
#include "core/models/sequence_classifier.h"
#include "core/models/tokenizer_files.h"
#include "core/training/ppo_run.h"
#include "core/training/ppo_session.h"
#include "tests/unit/training/recording_observer.h"
#include "tests/unit/training/tiny_run.h"

namespace detox {
namespace {

using ::testing::HasSubstr;

/// A run whose check throws at its n-th call, once.
class InterruptedRun {
public:
    explicit InterruptedRun(PpoSetup setup = tinySetup()) {
        setThreads(1);
        setup.checkpoints = &m_checkpoints;
        m_run.emplace(setup, m_reporter, [this] { return countDown(); });
    }
    void interruptAt(int call) { m_left = call; }
    PpoRun& operator*() { return *m_run; }
    PpoRun* operator->() { return &*m_run; }
    [[nodiscard]] std::filesystem::path saved() {
        m_run->saveCheckpoint();
        return m_run->lastCheckpoint();
    }
    RecordingObserver& observer() { return m_observer; }

private:
    ComputeTurn countDown() {
        if (m_left > 0 && --m_left == 0) throw cancelled();
        return {};
    }

    TemporaryFolder m_folder;
    FolderCheckpoints m_checkpoints{m_folder.path()};
    RecordingObserver m_observer;
    RunReporter m_reporter{m_observer, nullptr};
    int m_left = 0;
    std::optional<PpoRun> m_run;
};

TEST(PpoRun, AnInterruptionAtAnyPointOfAnUpdateIsTakenBackWhole) {
    InterruptedRun calm;
    (void)calm->nextUpdate();
    const auto second = calm->nextUpdate();
    InterruptedRun run;
    (void)run->nextUpdate();
    int interruptions = 0;
    for (int call = 1;; ++call) {
        run.interruptAt(call);
        try {
            const auto report = run->nextUpdate();
            EXPECT_EQ(timelessMetrics(report), timelessMetrics(second));
            EXPECT_EQ(responsesOf(report), responsesOf(second));
            break;
        } catch (const Error& error) {
            ASSERT_EQ(error.kind(), ErrorKind::Cancelled);
            ++interruptions;
            run->takeBackUpdate();
            EXPECT_EQ(run->update(), 1);
        }
    }
    EXPECT_GE(interruptions, 8) << "between tokens, passes and minibatches";
    run.interruptAt(0);
    EXPECT_EQ(firstDifference(run.saved(), calm.saved()), "");
}

/// A classifier whose scores are no numbers.
std::filesystem::path brokenClassifier(const TemporaryFolder& folder) {
    const auto path = folder / "broken";
    std::filesystem::create_directories(path);
    const auto model = SequenceClassifier::load(openModelFolder(tinyWorld().classifier()).orThrow());
    const c10::NoGradGuard noGradients;
    for (const auto& parameter : model.parameters().all()) {
        if (parameter.tensor.dim() == 1) parameter.tensor.fill_(std::numeric_limits<float>::quiet_NaN());
    }
    model.save(path);
    copyTokenizerFiles(tinyWorld().classifier(), path);
    return path;
}

TEST(PpoRun, ScoresThatAreNoNumbersChangeNothingAndRaiseAnAlarm) {
    const TemporaryFolder folder;
    PpoSetup setup = tinySetup();
    setup.folders.classifier = brokenClassifier(folder);
    InterruptedRun run(setup);
    const auto before = run.saved();
    const auto report = run->nextUpdate();
    EXPECT_EQ(report.metrics.at(metric::kNonFiniteSkips), 4) << "two epochs of two minibatches";
    EXPECT_EQ(report.metrics.count(metric::kRewardMean), 0U) << "no number, so no point in the chart";
    EXPECT_EQ(report.samples.size(), 4U);
    const auto after = run.saved();
    for (const char* name : {"model.safetensors", "trainer/optimiser.safetensors", "trainer/value_head.safetensors"}) {
        EXPECT_EQ(readText(before / name), readText(after / name)) << name;
    }
    EXPECT_EQ(readPpoState(after / "trainer" / "state.json").orThrow().scoreMoments, RunningMoments{});
    std::vector<std::string> alarms;
    for (const auto& event : run.observer().events()) {
        if (event.kind == EventKind::Alarm) alarms.push_back(event.text);
    }
    EXPECT_THAT(alarms, ::testing::ElementsAre(HasSubstr("score that is no number"),
                                               HasSubstr("4 minibatches had a loss or gradient that is no number")));
    (void)run->nextUpdate();
    EXPECT_EQ(run.observer().count(EventKind::Alarm), 2) << "once is enough while it lasts";
}

TEST(PpoRun, ScoredPrefixesChangeTheRewardsOfTokensAndNotTheScores) {
    const auto firstUpdate = [](double weight) {
        PpoSetup setup = tinySetup();
        setup.config.reward.prefixWeight = weight;
        return InterruptedRun(setup)->nextUpdate().metrics;
    };
    const auto without = firstUpdate(0), with = firstUpdate(1);
    EXPECT_EQ(with.at(metric::kRewardMean), without.at(metric::kRewardMean));
    EXPECT_NE(with.at(metric::kReturnsVar), without.at(metric::kReturnsVar));
}

TEST(PpoRun, AValueHeadThatLearnsAloneLeavesTheModelToTheReward) {
    const auto weightsAfter = [](bool alone, double valueCoef) {
        PpoSetup setup = tinySetup();
        setup.config.ppo.valueHeadAlone = alone;
        setup.config.ppo.valueCoef = valueCoef;
        InterruptedRun run(setup);
        (void)run->nextUpdate();
        return readText(run.saved() / "model.safetensors");
    };
    EXPECT_EQ(weightsAfter(true, 0.1), weightsAfter(true, 5));
    EXPECT_NE(weightsAfter(false, 0.1), weightsAfter(false, 5));
}

std::string openingProblem(const PpoSetup& setup) {
    try {
        InterruptedRun run(setup);
    } catch (const Error& error) {
        return error.message();
    }
    return "opened";
}

TEST(PpoRun, WhatDoesNotFitIsOneSentence) {
    PpoSetup setup = tinySetup();
    setup.config.prompts.maxPromptTokens = 60;
    EXPECT_THAT(openingProblem(setup), HasSubstr("do not fit the model's 64 positions"));
    setup = tinySetup();
    setup.folders.model = "/nonexistent";
    EXPECT_THAT(openingProblem(setup), HasSubstr("There is no folder /nonexistent"));
    setup = tinySetup();
    setup.config.ppo.minibatchSize = 3;
    ComputeLease lease;
    EXPECT_THAT(makePpoSession(setup, lease).error().message(),
                HasSubstr("minibatchSize: Must divide the batch size 4"));
    setup = tinySetup();
    setup.config.machine.device = Device::Cuda;
    EXPECT_THAT(makePpoSession(setup, lease).error().message(), HasSubstr("Choose 'auto' or 'cpu'"));
}

TEST(PpoRun, ADamagedOrStrippedCheckpointIsNotResumed) {
    InterruptedRun run;
    PpoSetup setup = tinySetup();
    setup.resumeFrom = run.saved();
    EXPECT_EQ(openingProblem(setup), "opened");
    const auto moments = setup.resumeFrom / "trainer" / "optimiser.safetensors";
    std::string bytes = readText(moments);
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    writeText(moments, bytes);
    EXPECT_THAT(openingProblem(setup), HasSubstr("optimiser.safetensors has other bytes than were written"));
    std::filesystem::remove_all(setup.resumeFrom / "trainer");
    EXPECT_THAT(openingProblem(setup), HasSubstr("cannot be resumed: it has no trainer state"));
}

TEST(PpoRun, ResumedWithOtherSettingsItSaysSo) {
    InterruptedRun run;
    PpoSetup setup = tinySetup();
    setup.resumeFrom = run.saved();
    setup.config.ppo.updates = 9;
    InterruptedRun resumed(setup);
    bool told = false;
    for (const auto& event : resumed.observer().events()) {
        told |= event.kind == EventKind::Note && event.text == "Resumed with Updates 9 instead of 6.";
    }
    EXPECT_TRUE(told);
}

}  // namespace
}  // namespace detox
