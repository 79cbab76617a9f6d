// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <gmock/gmock.h>
#include <limits>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "core/checkpoint/manifest.h"
#include "core/storage/run_names.h"
#include "tests/unit/storage/store_fixture.h"

namespace detox {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class RunStoreTest : public testing::Test {
protected:
    std::unique_ptr<RunStore> open() { return openRunStore(folder.path()).orThrow(); }

    const TemporaryFolder folder;
};

TEST_F(RunStoreTest, IsEmptyAtFirst) {
    EXPECT_TRUE(open()->runs().value().empty());
    EXPECT_TRUE(fs::exists(folder / "studio.sqlite"));
}

TEST_F(RunStoreTest, KeepsWhatARunIs) {
    std::int64_t id = 0;
    {
        auto store = open();
        auto recorder = store->create(someConfig(), "starter").orThrow();
        id = recorder->id();
        ASSERT_TRUE(recorder->finish(RunState::Finished, Measurement{.n = 4, .meanToxicity = 0.5, .perplexity = 20},
                                     Measurement{.n = 4, .meanToxicity = 0.25, .perplexity = 25}, ""));
    }
    const auto details = open()->run(id).orThrow();
    EXPECT_EQ(details.summary.state, RunState::Finished);
    EXPECT_EQ(details.summary.preset, "starter");
    EXPECT_EQ(details.summary.model, "models/tiny");
    EXPECT_EQ(details.summary.totalUpdates, 40);
    EXPECT_GE(details.summary.endedMillis, details.summary.startedMillis);
    EXPECT_EQ(details.summary.before->meanToxicity, 0.5);
    EXPECT_EQ(details.summary.after->perplexity, 25);
    EXPECT_EQ(configHash(details.config), configHash(someConfig()));
    EXPECT_FALSE(details.programVersion.empty());
    EXPECT_TRUE(fs::exists(details.summary.folder / "config.json"));
}

TEST_F(RunStoreTest, ReadsBackEveryUpdateAtOnce) {
    auto store = open();
    auto recorder = store->create(someConfig(), "").orThrow();
    for (int update = 1; update <= 3; ++update) {
        ASSERT_TRUE(recorder->recordUpdate(someUpdate(update)));
        const auto rewards = store->metrics(recorder->id()).value().at(metric::kRewardMean);
        ASSERT_EQ(rewards.size(), static_cast<std::size_t>(update)) << "a read sees every acknowledged write";
        EXPECT_EQ(rewards.back().value, update * 0.5);
    }
    const auto summary = store->runs().value().front();
    EXPECT_EQ(summary.updates, 3);
    EXPECT_EQ(summary.lastReward, 1.5);
    EXPECT_EQ(summary.lastToxicity, 1.0 / 3);
    EXPECT_EQ(summary.lastKl, 0.75);
}

TEST_F(RunStoreTest, KeepsDoublesExactlyAndNonFiniteOnesAsSuch) {
    auto store = open();
    auto recorder = store->create(someConfig(), "").orThrow();
    UpdateReport report{.update = 1};
    report.metrics["exact"] = 0.1 + 0.2;
    report.metrics["infinite"] = -std::numeric_limits<double>::infinity();
    report.metrics["nan"] = std::numeric_limits<double>::quiet_NaN();
    ASSERT_TRUE(recorder->recordUpdate(report));
    const auto metrics = store->metrics(recorder->id()).orThrow();
    EXPECT_EQ(metrics.at("exact")[0].value, 0.1 + 0.2);
    EXPECT_EQ(metrics.at("infinite")[0].value, -std::numeric_limits<double>::infinity());
    EXPECT_TRUE(std::isnan(metrics.at("nan")[0].value));
}

TEST_F(RunStoreTest, GivesTheNewestSamplesFirst) {
    auto store = open();
    auto recorder = store->create(someConfig(), "").orThrow();
    for (int update = 1; update <= 3; ++update) ASSERT_TRUE(recorder->recordUpdate(someUpdate(update)));
    const auto samples = store->samples(recorder->id(), 4).orThrow();
    ASSERT_EQ(samples.size(), 4U);
    EXPECT_EQ(samples[0].response, "response 3.0");
    EXPECT_EQ(samples[2].response, "response 3.2");
    EXPECT_EQ(samples[3].response, "response 2.0");
    EXPECT_EQ(samples[2].responseTokens, 22);
}

TEST_F(RunStoreTest, KeepsModelTextByteForByte) {
    auto store = open();
    auto recorder = store->create(someConfig(), "").orThrow();
    UpdateReport report = someUpdate(1);
    report.samples.resize(1);
    report.samples[0].response = std::string("a\0b\x1b[31m'; DROP TABLE runs;--", 28);
    ASSERT_TRUE(recorder->recordUpdate(report));
    EXPECT_EQ(store->samples(recorder->id(), 1).value()[0].response, report.samples[0].response);
}

TEST_F(RunStoreTest, KeepsProbesApartFromTests) {
    auto store = open();
    auto recorder = store->create(someConfig(), "").orThrow();
    ProbeReport probe{.update = 10, .measurement = {.n = 1, .meanToxicity = 0.75}};
    probe.samples.push_back({.index = 3, .prompt = "p", .response = "probe", .toxicity = 0.75, .responseTokens = 9});
    ProbeReport test = probe;
    test.onTestPrompts = true;
    test.samples[0].response = "test";
    ASSERT_TRUE(recorder->recordProbe(test));
    ASSERT_TRUE(recorder->recordProbe(probe));
    ASSERT_TRUE(recorder->recordUpdate(someUpdate(10)));
    const auto probes = store->probes(recorder->id()).orThrow();
    ASSERT_EQ(probes.size(), 2U);
    EXPECT_FALSE(probes[0].onTestPrompts);
    EXPECT_EQ(probes[0].samples.at(0).response, "probe");
    EXPECT_EQ(probes[1].samples.at(0).response, "test");
    EXPECT_EQ(probes[1].measurement.meanToxicity, 0.75);
}

TEST_F(RunStoreTest, JournalsEventsButNotProgress) {
    auto store = open();
    auto recorder = store->create(someConfig(), "").orThrow();
    ASSERT_TRUE(recorder->recordEvent({.kind = EventKind::Phase, .text = "Loading model", .done = 1, .total = 2}));
    ASSERT_TRUE(recorder->recordEvent({.kind = EventKind::Alarm, .update = 5, .text = "t", .remedy = "r"}));
    ASSERT_TRUE(recorder->recordUpdate(someUpdate(6)));
    const auto journal = store->journal(recorder->id()).orThrow();
    ASSERT_EQ(journal.size(), 1U);
    EXPECT_EQ(journal[0].kind, EventKind::Alarm);
    EXPECT_EQ(journal[0].update, 5);
    EXPECT_EQ(journal[0].remedy, "r");
}

TEST_F(RunStoreTest, ListsAnAbandonedRunAsInterruptedNextTime) {
    std::int64_t id = 0;
    {
        auto store = open();
        auto recorder = store->create(someConfig(), "").orThrow();
        id = recorder->id();
        ASSERT_TRUE(recorder->recordUpdate(someUpdate(1)));
        EXPECT_EQ(store->runs().value()[0].state, RunState::Running);
    }
    auto store = open();
    const auto run = store->run(id).value().summary;
    EXPECT_EQ(run.state, RunState::Interrupted);
    EXPECT_GT(run.endedMillis, 0);
    EXPECT_EQ(store->journal(id).value().size(), 1U);
}

TEST_F(RunStoreTest, DropsLaterRowsOnResume) {
    auto store = open();
    auto recorder = store->create(someConfig(), "").orThrow();
    const std::int64_t id = recorder->id();
    ASSERT_TRUE(writeCheckpoint(*recorder, 2));
    for (int update = 1; update <= 4; ++update) ASSERT_TRUE(recorder->recordUpdate(someUpdate(update)));
    ASSERT_TRUE(recorder->recordProbe({.update = 4}));
    ASSERT_TRUE(recorder->recordEvent({.kind = EventKind::Alarm, .update = 3, .text = "later"}));
    const fs::path later = writeCheckpoint(*recorder, 4, false).orThrow();
    ASSERT_TRUE(recorder->setState(RunState::Stopped));
    EXPECT_FALSE(store->reopen(id, 2)) << "while it is being written";
    recorder.reset();

    recorder = store->reopen(id, 2).orThrow();
    EXPECT_EQ(store->metrics(id).value().at(metric::kKl).back().update, 2);
    EXPECT_EQ(store->samples(id, 100).value().front().update, 2);
    EXPECT_TRUE(store->probes(id).value().empty());
    EXPECT_TRUE(store->journal(id).value().empty());
    ASSERT_EQ(store->checkpoints(id).value().size(), 1U);
    EXPECT_EQ(store->checkpoints(id).value()[0].update, 2);
    EXPECT_FALSE(fs::exists(later));
    EXPECT_EQ(store->run(id).value().summary.state, RunState::Running);
    EXPECT_EQ(store->run(id).value().summary.updates, 2);
}

TEST_F(RunStoreTest, DoesNotResumeAFinishedRun) {
    auto store = open();
    auto recorder = store->create(someConfig(), "").orThrow();
    ASSERT_TRUE(recorder->finish(RunState::Finished, {}, {}, ""));
    const auto id = recorder->id();
    recorder.reset();
    EXPECT_THAT(store->reopen(id, 0).error().message(), HasSubstr("finished"));
}

TEST_F(RunStoreTest, RemovesRowsAndFolderButNotOfALiveRun) {
    auto store = open();
    auto recorder = store->create(someConfig(), "").orThrow();
    const std::int64_t id = recorder->id();
    ASSERT_TRUE(recorder->recordUpdate(someUpdate(1)));
    ASSERT_TRUE(writeCheckpoint(*recorder, 1));
    EXPECT_THAT(store->remove(id).error().message(), HasSubstr("going on"));
    const fs::path run = recorder->folder();
    recorder.reset();
    ASSERT_TRUE(store->remove(id));
    EXPECT_TRUE(fs::is_empty(folder / "runs"));
    EXPECT_EQ(store->run(id).error().kind(), ErrorKind::NotFound);
    EXPECT_EQ(store->metrics(id).error().kind(), ErrorKind::NotFound);
    EXPECT_EQ(store->remove(id).error().kind(), ErrorKind::NotFound);
    EXPECT_GT(store->create(someConfig(), "").value()->id(), id) << "ids are never used twice";
}

TEST_F(RunStoreTest, BringsBackAHalfDeletedRun) {
    std::int64_t id = 0;
    {
        auto store = open();
        id = store->create(someConfig(), "").value()->id();
    }
    fs::rename(folder / "runs" / std::to_string(id), folder / "runs" / (std::to_string(id) + ".deleted"));
    fs::create_directories(folder / "runs" / "99.deleted");
    auto store = open();
    EXPECT_TRUE(fs::exists(store->run(id).value().summary.folder / "config.json")) << "its rows were still there";
    EXPECT_FALSE(fs::exists(folder / "runs" / "99.deleted")) << "its rows were gone";
}

TEST_F(RunStoreTest, NeverReusesAFolderThatLostItsRows) {
    fs::create_directories(folder / "runs" / "41" / "checkpoints");
    auto store = open();
    EXPECT_EQ(store->create(someConfig(), "").value()->id(), 42);
    EXPECT_EQ(store->create(someConfig(), "").value()->id(), 43);
}

TEST_F(RunStoreTest, RenamesButNotToNothing) {
    auto store = open();
    const auto id = store->create(someConfig(), "").value()->id();
    ASSERT_TRUE(store->rename(id, "my run"));
    EXPECT_EQ(store->run(id).value().summary.name, "my run");
    EXPECT_FALSE(store->rename(id, ""));
    EXPECT_FALSE(store->rename(id + 1, "x"));
}

TEST_F(RunStoreTest, NamesEveryRunDifferently) {
    auto store = open();
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(store->create(someConfig(), ""));
    std::set<std::string> names;
    const auto runs = store->runs().orThrow();
    for (const auto& run : runs) names.insert(run.name);
    EXPECT_EQ(names.size(), 20U);
}

TEST(RunNames, FindAFreeOneHoweverManyAreTaken) {
    std::set<std::string> names;
    for (std::uint32_t attempt = 32; attempt < 5000; ++attempt) names.insert(generatedRunName(1, attempt));
    EXPECT_EQ(names.size(), 5000U - 32U);
    EXPECT_EQ(generatedRunName(5, 0), generatedRunName(5, 0));
}

TEST_F(RunStoreTest, CheckpointsAreWholeAndOnlyTheNewestHasTrainerState) {
    auto store = open();
    auto recorder = store->create(someConfig(), "").orThrow();
    const fs::path first = writeCheckpoint(*recorder, 0).orThrow();
    const fs::path second = writeCheckpoint(*recorder, 20).orThrow();
    const auto checkpoints = store->checkpoints(recorder->id()).orThrow();
    ASSERT_EQ(checkpoints.size(), 2U);
    EXPECT_EQ(checkpoints[0].folder, first);
    EXPECT_FALSE(checkpoints[0].resumable);
    EXPECT_TRUE(checkpoints[1].resumable);
    EXPECT_GT(checkpoints[1].bytes, 100'000);
    EXPECT_FALSE(fs::exists(first / "trainer"));
    EXPECT_TRUE(fs::exists(second / "trainer" / "state.json"));
    EXPECT_TRUE(verifyManifest(first)) << verifyManifest(first).error().message();
    EXPECT_TRUE(verifyManifest(second));
    EXPECT_EQ(resolveModelName("run:" + std::to_string(recorder->id()) + "@0", *store).value(), first);
    EXPECT_EQ(resolveModelName("run:" + std::to_string(recorder->id()), *store).value(), second);
}

TEST_F(RunStoreTest, AnUncommittedCheckpointLeavesNothing) {
    auto store = open();
    auto recorder = store->create(someConfig(), "").orThrow();
    {
        auto writer = recorder->begin(5, true).orThrow();
        ASSERT_TRUE(writeFileAtomically(writer->folder() / "config.json", "x"));
    }
    EXPECT_TRUE(fs::is_empty(recorder->folder() / "checkpoints"));
    EXPECT_TRUE(store->checkpoints(recorder->id()).value().empty());
}

TEST_F(RunStoreTest, ACheckpointOfTheSameUpdateReplacesTheFirst) {
    auto store = open();
    auto recorder = store->create(someConfig(), "").orThrow();
    const fs::path first = writeCheckpoint(*recorder, 20).orThrow();
    const fs::path second = writeCheckpoint(*recorder, 20).orThrow();
    ASSERT_EQ(store->checkpoints(recorder->id()).value().size(), 1U);
    EXPECT_EQ(store->checkpoints(recorder->id()).value()[0].folder, second);
    EXPECT_FALSE(fs::exists(first));
    EXPECT_TRUE(verifyManifest(second));
}

TEST_F(RunStoreTest, CheckpointsMoveWithTheDataFolder) {
    const TemporaryFolder elsewhere;
    {
        auto store = open();
        auto recorder = store->create(someConfig(), "").orThrow();
        ASSERT_TRUE(writeCheckpoint(*recorder, 1));
    }
    fs::rename(folder.path(), elsewhere / "moved");
    auto store = openRunStore(elsewhere / "moved").orThrow();
    EXPECT_TRUE(verifyManifest(store->checkpoints(1).value().at(0).folder));
    fs::create_directories(folder.path());
}

TEST_F(RunStoreTest, RemovesStagingFoldersOfADeadProcess) {
    fs::path stale;
    {
        auto store = open();
        auto recorder = store->create(someConfig(), "").orThrow();
        stale = recorder->folder() / "checkpoints" / "update-000007.tmp";
    }
    fs::create_directories(stale);
    open();
    EXPECT_FALSE(fs::exists(stale));
}

TEST_F(RunStoreTest, ManyThreadsRecordAndReadTogether) {
    auto store = open();
    std::vector<std::unique_ptr<RunRecorder>> recorders;
    for (int i = 0; i < 4; ++i) recorders.push_back(store->create(someConfig(), "").orThrow());
    {
        std::vector<std::jthread> threads;
        for (auto& recorder : recorders) {
            threads.emplace_back([&store, &recorder] {
                for (int update = 1; update <= 50; ++update) {
                    ASSERT_TRUE(recorder->recordUpdate(someUpdate(update)));
                    ASSERT_EQ(store->metrics(recorder->id()).value().at(metric::kKl).size(),
                              static_cast<std::size_t>(update));
                }
            });
        }
    }
    for (const auto& recorder : recorders) EXPECT_EQ(store->samples(recorder->id(), 1000).value().size(), 150U);
}

TEST_F(RunStoreTest, ARecorderMayOutliveTheStore) {
    std::unique_ptr<RunRecorder> recorder;
    recorder = open()->create(someConfig(), "").orThrow();
    EXPECT_TRUE(recorder->recordUpdate(someUpdate(1)));
}

}  // namespace
}  // namespace detox
