// SPDX-License-Identifier: GPL-3.0-or-later
// A writing process is killed with SIGKILL again and again; what it had acknowledged must be there, whole.
#include <gtest/gtest.h>

#include "core/checkpoint/manifest.h"
#include "core/util/random.h"
#include "tests/unit/storage/child_process.h"
#include "tests/unit/storage/store_fixture.h"

namespace detox {
namespace {

namespace fs = std::filesystem;

constexpr int kWriterKills = 300;
constexpr int kCheckpointKills = 120;

int drawn(int round, std::uint32_t what, int low, int high) {
    return static_cast<int>(randomInteger(
        {.seed = 11, .purpose = RandomPurpose::Bootstrap, .sample = what, .token = static_cast<std::uint32_t>(round)},
        low, high));
}

/// Waits for `count` acknowledgements, then up to `moreMillis` for another, kills; the last one there was.
int lastAcknowledged(ChildProcess& child, int count, int moreMillis) {
    int last = 0;
    for (int i = 0; i < count; ++i) last = child.next().value_or(last);
    last = child.next(moreMillis).value_or(last);
    child.kill();
    while (const auto more = child.next()) last = *more;
    return last;
}

void expectWholeUpdates(const RunStore& store, std::int64_t id, int acknowledged) {
    const auto metrics = store.metrics(id).orThrow();
    const auto samples = store.samples(id, 100'000).orThrow();
    ASSERT_EQ(metrics.size(), acknowledged > 0 || !metrics.empty() ? 3U : 0U);
    std::size_t updates = 0;
    for (const auto& [name, points] : metrics) {
        updates = points.size();
        ASSERT_GE(static_cast<int>(points.size()), acknowledged) << name << " of run " << id;
        for (std::size_t i = 0; i < points.size(); ++i) ASSERT_EQ(points[i].update, static_cast<int>(i) + 1);
    }
    ASSERT_EQ(samples.size(), 3 * updates) << "an update is there with all its rows or not at all";
}

TEST(KillWriter, LosesNoAcknowledgedRowAndTearsNone) {
    const TemporaryFolder folder;
    for (int round = 0; round < kWriterKills; ++round) {
        ChildProcess writer([&](const auto& tell) {
            auto recorder = openRunStore(folder.path()).orThrow()->create(someConfig(), "").orThrow();
            for (int update = 1;; ++update) {
                recorder->recordUpdate(someUpdate(update)).orThrow();
                tell(update);
            }
        });
        const int acknowledged = lastAcknowledged(writer, drawn(round, 1, 0, 12), drawn(round, 2, 0, 3));
        auto store = openRunStore(folder.path()).orThrow();
        const auto runs = store->runs().orThrow();
        if (acknowledged > 0) {
            ASSERT_FALSE(runs.empty());
            ASSERT_EQ(runs[0].state, RunState::Interrupted);
            ASSERT_GE(runs[0].updates, acknowledged);
            expectWholeUpdates(*store, runs[0].id, acknowledged);
        }
        for (const auto& run : runs) ASSERT_NE(run.state, RunState::Running);
        for (std::size_t old = 5; old < runs.size(); ++old) ASSERT_TRUE(store->remove(runs[old].id));
    }
}

/// Every checkpoint that is listed is whole; the newest that was acknowledged is among them.
void expectWholeCheckpoints(const RunStore& store, std::int64_t id, int acknowledged) {
    const auto checkpoints = store.checkpoints(id).orThrow();
    int newest = -1;
    int resumable = 0;
    for (const auto& checkpoint : checkpoints) {
        const auto whole = verifyManifest(checkpoint.folder);
        ASSERT_TRUE(whole) << whole.error().message();
        ASSERT_EQ(readFile(checkpoint.folder / "config.json").value(), "update " + std::to_string(checkpoint.update));
        ASSERT_EQ(fs::exists(checkpoint.folder / "trainer" / "state.json"), checkpoint.resumable);
        newest = std::max(newest, checkpoint.update);
        resumable += checkpoint.resumable ? 1 : 0;
    }
    ASSERT_GE(newest, acknowledged);
    if (!checkpoints.empty()) {
        ASSERT_EQ(resumable, 1);
        ASSERT_TRUE(checkpoints.back().resumable);
    }
    for (const auto& entry : fs::directory_iterator(store.run(id).value().summary.folder / "checkpoints")) {
        ASSERT_NE(entry.path().extension(), ".tmp");
    }
}

TEST(KillCheckpoint, LeavesTheOldOneOrTheNewOneWhole) {
    const TemporaryFolder folder;
    const std::int64_t id = openRunStore(folder.path()).orThrow()->create(someConfig(), "").value()->id();
    int first = 1;
    for (int round = 0; round < kCheckpointKills; ++round) {
        ChildProcess writer([&](const auto& tell) {
            auto recorder = openRunStore(folder.path()).orThrow()->reopen(id, first - 1).orThrow();
            for (int update = first;; ++update) {
                writeCheckpoint(*recorder, update).orThrow();
                tell(update);
            }
        });
        const int acknowledged = lastAcknowledged(writer, drawn(round, 3, 1, 2), drawn(round, 4, 0, 30));
        auto store = openRunStore(folder.path()).orThrow();
        expectWholeCheckpoints(*store, id, acknowledged);
        if (HasFatalFailure()) return;
        first = store->checkpoints(id).value().back().update + 1;
    }
}

}  // namespace
}  // namespace detox
