// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <functional>
#include <future>
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/api/metric_names.h"
#include "core/models/causal_lm.h"
#include "tests/unit/training/tiny_run.h"

namespace detox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

/// Every update of one run as metrics and texts.
std::vector<std::pair<std::map<std::string, double>, std::vector<std::string>>> story(const TinyRun& run) {
    std::vector<std::pair<std::map<std::string, double>, std::vector<std::string>>> out;
    for (const auto& report : run.sink.updates) out.emplace_back(timelessMetrics(report), responsesOf(report));
    return out;
}

/// The run nobody interrupts; made once.
const TinyRun& uninterrupted() {
    static const auto run = [] {
        auto made = std::make_unique<TinyRun>();
        made->go().orThrow();
        return made;
    }();
    return *run;
}

TEST(PpoSession, RunsToItsEndAndTellsEverything) {
    TinyRun run;
    const auto outcome = run.go();
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_EQ(outcome->end, TrainingEnd::Finished);
    EXPECT_EQ(outcome->update, 6);
    EXPECT_EQ(outcome->checkpoint, run.checkpoints.at(6));
    ASSERT_TRUE(outcome->before && outcome->after);
    EXPECT_EQ(outcome->before->n, 6);
    EXPECT_GT(outcome->before->perplexity, 1);
    EXPECT_NE(outcome->before->meanToxicity, outcome->after->meanToxicity);
    EXPECT_THAT(run.checkpoints.written, ElementsAre(0, 2, 4, 6));
    ASSERT_EQ(run.sink.updates.size(), 6U);
    ASSERT_EQ(run.observer.updates.size(), 6U);
    EXPECT_EQ(run.sink.updates[2].update, 3);
    EXPECT_EQ(run.sink.updates[2].samples.size(), 4U);
    EXPECT_EQ(run.observer.count(EventKind::Checkpoint), 4);
    std::vector<std::pair<int, bool>> probes;
    for (const auto& probe : run.sink.probes) probes.emplace_back(probe.update, probe.onTestPrompts);
    EXPECT_THAT(probes, ElementsAre(std::pair(0, false), std::pair(0, true), std::pair(3, false), std::pair(6, false),
                                    std::pair(6, true)));
}

TEST(PpoSession, EveryUpdateCarriesThePublishedMetrics) {
    std::vector<std::string> names;
    for (const auto& [name, value] : uninterrupted().sink.updates.back().metrics) names.push_back(name);
    EXPECT_THAT(names, IsSupersetOf({metric::kKl, metric::kKlCoef, metric::kRewardMean, metric::kRewardStd,
                                     metric::kToxicity, metric::kEosRate, metric::kEmptyResponses, metric::kLossPolicy,
                                     metric::kLossValue, metric::kClipFraction, metric::kApproxKl, metric::kGradNorm,
                                     metric::kResponseLengthMean, metric::kUpdateSeconds, metric::kTokensPerSecond}));
}

TEST(PpoSession, TheStagesOfAnUpdateTakeNoLongerThanIt) {
    for (const auto& report : uninterrupted().sink.updates) {
        double stages = 0;
        for (const char* stage :
             {metric::kGenerateSeconds, metric::kForwardSeconds, metric::kScoreSeconds, metric::kOptimizeSeconds}) {
            EXPECT_GT(report.metrics.at(stage), 0) << stage;
            stages += report.metrics.at(stage);
        }
        EXPECT_LE(stages, report.metrics.at(metric::kUpdateSeconds));
    }
}

TEST(PpoSession, AFreshRunStartsAtTheReference) {
    EXPECT_NEAR(uninterrupted().sink.updates[0].metrics.at(metric::kKl), 0.0, 1e-4);
    EXPECT_NE(uninterrupted().sink.updates[5].metrics.at(metric::kKl), 0.0);
}

TEST(PpoSession, SameSeedSameRunOtherSeedOtherRun) {
    TinyRun again;
    again.go().orThrow();
    EXPECT_EQ(story(again), story(uninterrupted()));
    EXPECT_EQ(firstDifference(again.checkpoints.at(6), uninterrupted().checkpoints.at(6)), "");
    PpoSetup setup = tinySetup();
    setup.config.seed = 12;
    TinyRun other(setup);
    other.go().orThrow();
    EXPECT_NE(story(other), story(uninterrupted()));
}

TEST(PpoSession, CheckpointsAreModelFoldersWithTheTrainedWeights) {
    const TinyRun& run = uninterrupted();
    const auto start = CausalLm::load(openModelFolder(run.checkpoints.at(0)).orThrow());
    const auto end = CausalLm::load(openModelFolder(run.checkpoints.at(6)).orThrow());
    const auto original = CausalLm::load(openModelFolder(tinyWorld().model()).orThrow());
    const auto& name = original.parameters().all().front().name;
    EXPECT_TRUE(start.parameters().get(name).equal(original.parameters().get(name)));
    EXPECT_FALSE(end.parameters().get(name).equal(original.parameters().get(name)));
    EXPECT_TRUE(verifyManifest(run.checkpoints.at(6)));
}

TEST(PpoSession, StoppedAfterThreeAndResumedEqualsUninterruptedBitForBit) {
    TinyRun first;
    first.observer.onUpdateHook = [&](const UpdateReport& report) {
        if (report.update == 3) first.stop.request_stop();
    };
    const auto stopped = first.go().orThrow();
    EXPECT_EQ(stopped.end, TrainingEnd::Stopped);
    EXPECT_EQ(stopped.update, 3);
    EXPECT_EQ(stopped.checkpoint, first.checkpoints.at(3));

    PpoSetup setup = tinySetup();
    setup.resumeFrom = stopped.checkpoint;
    TinyRun second(setup);
    const auto finished = second.go().orThrow();
    EXPECT_EQ(finished.end, TrainingEnd::Finished);
    EXPECT_EQ(finished.update, 6);

    auto joined = story(first);
    for (auto& update : story(second)) joined.push_back(std::move(update));
    EXPECT_EQ(joined, story(uninterrupted()));
    EXPECT_EQ(firstDifference(second.checkpoints.at(6), uninterrupted().checkpoints.at(6)), "");
    EXPECT_EQ(finished.after->perplexity, uninterrupted().sink.probes.back().measurement.perplexity);
    EXPECT_EQ(finished.before->perplexity,
              std::ranges::find_if(uninterrupted().sink.probes, &ProbeReport::onTestPrompts)->measurement.perplexity);
    EXPECT_EQ(first.sink.probes.size() + second.sink.probes.size(), uninterrupted().sink.probes.size());
}

TEST(PpoSession, StoppedInTheMiddleOfAnUpdateItResumesFromTheOneBefore) {
    TinyRun first;
    first.observer.onEventHook = [&](const TrainingEvent& event) {
        if (event.text == "Learning" && event.update == 3) first.stop.request_stop();
    };
    const auto stopped = first.go().orThrow();
    EXPECT_EQ(stopped.update, 3);
    EXPECT_EQ(first.sink.updates.size(), 3U);
    PpoSetup setup = tinySetup();
    setup.resumeFrom = stopped.checkpoint;
    TinyRun second(setup);
    ASSERT_TRUE(second.go());
    EXPECT_EQ(firstDifference(second.checkpoints.at(6), uninterrupted().checkpoints.at(6)), "");
}

TEST(PpoSession, PausedItWaitsAndThenGoesOnAsIfNothingHadHappened) {
    TinyRun run;
    run.observer.onUpdateHook = [&](const UpdateReport& report) {
        if (report.update == 2) run.session->setPaused(true);
    };
    auto finished = std::async(std::launch::async, [&] { return run.go(); });
    run.observer.waitFor(EventKind::Paused);
    EXPECT_EQ(run.sink.updates.size(), 2U);
    run.session->setPaused(false);
    ASSERT_TRUE(finished.get());
    EXPECT_EQ(run.observer.count(EventKind::Paused), 1);
    EXPECT_EQ(run.observer.count(EventKind::Resumed), 1);
    EXPECT_EQ(story(run), story(uninterrupted()));
}

TEST(PpoSession, AStopWhilePausedEndsTheRun) {
    TinyRun run;
    run.observer.onUpdateHook = [&](const UpdateReport& report) {
        if (report.update == 1) run.session->setPaused(true);
    };
    auto finished = std::async(std::launch::async, [&] { return run.go(); });
    run.observer.waitFor(EventKind::Paused);
    run.stop.request_stop();
    EXPECT_EQ(finished.get().orThrow().end, TrainingEnd::Stopped);
    EXPECT_THAT(run.checkpoints.written, ElementsAre(0, 1));
}

TEST(PpoSession, ARequestedCheckpointIsWrittenAfterTheUpdate) {
    TinyRun run;
    run.observer.onEventHook = [&](const TrainingEvent& event) {
        if (event.text == "Learning" && event.update == 2) run.session->requestCheckpoint();
    };
    ASSERT_TRUE(run.go());
    EXPECT_THAT(run.checkpoints.written, ElementsAre(0, 2, 3, 4, 6));
}

TEST(PpoSession, ACheckpointThatCannotBeWrittenIsAnAlarmAndTheLastOneAnError) {
    TinyRun run;
    run.observer.onUpdateHook = [&](const UpdateReport& report) {
        if (report.update == 1) run.checkpoints.failure = Error(ErrorKind::Io, "No space left.");
        if (report.update == 3) run.checkpoints.failure.reset();
        if (report.update == 5) run.checkpoints.failure = Error(ErrorKind::Io, "No space left.");
    };
    const auto outcome = run.go();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().message(), "No space left.");
    EXPECT_THAT(run.checkpoints.written, ElementsAre(0, 4));
    EXPECT_EQ(run.observer.count(EventKind::Alarm), 1);
}

TEST(PpoSession, AnUpdateThatCannotBeRecordedIsNotShown) {
    TinyRun run;
    run.observer.onUpdateHook = [&](const UpdateReport& report) {
        if (report.update == 2) run.sink.failure = Error(ErrorKind::Io, "database full");
    };
    const auto outcome = run.go();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().message(), "database full");
    EXPECT_EQ(run.observer.updates.size(), 2U);
}

/// What a full disk answers.
Error diskFull() {
    return {ErrorKind::DiskFull, "The disk is full."};
}

/// Fills the disk of a run after update 3 and does `then` once the run has paused itself.
void fillDisk(TinyRun& run, std::optional<Error>& failure, std::function<void()> then) {
    run.observer.onUpdateHook = [&failure](const UpdateReport& report) {
        if (report.update == 3) failure = diskFull();
    };
    run.observer.onEventHook = [then = std::move(then)](const TrainingEvent& event) {
        if (event.kind == EventKind::Paused) then();
    };
}

TEST(PpoSession, AFullDiskPausesTheRunUntilThereIsRoomAndNothingIsLost) {
    TinyRun run;
    int pauses = 0;
    fillDisk(run, run.sink.failure, [&] {
        if (++pauses == 3) run.sink.failure.reset();
        run.session->setPaused(false);
    });
    ASSERT_TRUE(run.go());
    EXPECT_EQ(pauses, 3) << "tried again twice in vain";
    EXPECT_EQ(story(run), story(uninterrupted()));
    EXPECT_EQ(firstDifference(run.checkpoints.at(6), uninterrupted().checkpoints.at(6)), "");
    ASSERT_EQ(run.observer.count(EventKind::Alarm), 3);
    for (const auto& event : run.observer.events()) {
        if (event.kind != EventKind::Alarm) continue;
        EXPECT_EQ(event.text, "The disk of the data folder is full; training is paused.");
    }
    for (const auto& event : run.sink.events) {
        EXPECT_TRUE(event.kind == EventKind::Note || event.kind == EventKind::Checkpoint)
            << "a full disk is not asked to keep that it is full: " << event.text;
    }
    EXPECT_THAT(run.sink.events.back().text, HasSubstr("Checkpoint"));
}

TEST(PpoSession, ACheckpointWaitsForRoomToo) {
    TinyRun run;
    fillDisk(run, run.checkpoints.failure, [&] {
        run.checkpoints.failure.reset();
        run.session->setPaused(false);
    });
    ASSERT_TRUE(run.go());
    EXPECT_THAT(run.checkpoints.written, ElementsAre(0, 2, 4, 6));
    EXPECT_EQ(story(run), story(uninterrupted()));
}

TEST(PpoSession, AStopWhileTheDiskIsFullKeepsTheLastCheckpoint) {
    TinyRun run;
    fillDisk(run, run.sink.failure, [&] {
        run.checkpoints.failure = diskFull();
        run.stop.request_stop();
    });
    const auto outcome = run.go();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), ErrorKind::Cancelled);
    EXPECT_EQ(run.sink.updates.size(), 3U);
    EXPECT_THAT(run.checkpoints.written, ElementsAre(0, 2));
}

TEST(PpoSession, AStopJustWhenThereIsRoomAgainRecordsTheUpdateBeforeItsCheckpoint) {
    TinyRun run;
    fillDisk(run, run.sink.failure, [&] {
        run.sink.failure.reset();
        run.stop.request_stop();
    });
    const auto outcome = run.go().orThrow();
    EXPECT_EQ(outcome.update, 4);
    EXPECT_EQ(run.sink.updates.size(), 4U);
    EXPECT_THAT(run.checkpoints.written, ElementsAre(0, 2, 4));
}

TEST(PpoSession, ADiskTooSmallForTwoCheckpointsIsRefusedBeforeTraining) {
    TinyRun run;
    run.checkpoints.free = 100'000;
    const auto outcome = run.go();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), ErrorKind::DiskFull);
    EXPECT_THAT(outcome.error().message(), ::testing::MatchesRegex("Two checkpoints of [0-9]+ kB must fit, but .* has "
                                                                   "100 kB free. Free some space or .*\\."));
    EXPECT_TRUE(run.checkpoints.written.empty());
    std::uintmax_t bytes = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(uninterrupted().checkpoints.at(6))) {
        if (file.path().extension() == ".safetensors") bytes += file.file_size();
    }
    TinyRun enough;
    enough.checkpoints.free = 2 * bytes;
    EXPECT_TRUE(enough.go());
    TinyRun tooLittle;
    tooLittle.checkpoints.free = bytes;
    EXPECT_FALSE(tooLittle.go());
}

TEST(PpoSession, WithoutAJudgeTheClassifierJudgesAndAnAlarmSaysSo) {
    PpoSetup setup = tinySetup();
    setup.folders.judge.clear();
    setup.config.models.judge.clear();
    setup.config.ppo.updates = 1;
    TinyRun run(setup);
    ASSERT_TRUE(run.go());
    ASSERT_EQ(run.observer.count(EventKind::Alarm), 1);
    for (const auto& event : run.observer.events()) {
        if (event.kind != EventKind::Alarm) continue;
        EXPECT_THAT(event.text, HasSubstr("The reward classifier also judges"));
    }
}

TEST(PpoSession, ItLearnsToPleaseTheClassifier) {
    PpoSetup setup = tinySetup();
    setup.config.ppo.updates = 48;
    setup.config.ppo.batchSize = 16;
    setup.config.ppo.minibatchSize = 8;
    setup.config.ppo.ppoEpochs = 4;
    setup.config.ppo.learningRate = 3e-3;
    setup.config.ppo.klCoef = 0.01;
    setup.config.ppo.klControl = KlControl::Fixed;
    setup.config.prompts.testPrompts = 0;
    setup.config.prompts.probePrompts = 0;
    setup.config.checkpoints.checkpointEvery = 1000;
    TinyRun run(setup);
    ASSERT_TRUE(run.go());
    const auto meanReward = [&](std::size_t first, std::size_t last) {
        double sum = 0;
        for (std::size_t i = first; i < last; ++i) sum += run.sink.updates[i].metrics.at(metric::kRewardMean);
        return sum / static_cast<double>(last - first);
    };
    const double spread = run.sink.updates[0].metrics.at(metric::kRewardStd);
    EXPECT_GT(meanReward(43, 48), meanReward(0, 5) + spread) << "a whole standard deviation of the untrained scores";
}

}  // namespace
}  // namespace detox
