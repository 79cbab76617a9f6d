// SPDX-License-Identifier: GPL-3.0-or-later
// A full disk: a small tmpfs in a mount namespace of its own where that is allowed, else a limit on file sizes.
#include <csignal>
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <gtest/gtest.h>

#include "core/checkpoint/manifest.h"
#include "tests/support/small_disk.h"
#include "tests/unit/storage/child_process.h"
#include "tests/unit/storage/store_fixture.h"

namespace detox {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDiskSize = "1500k";

void limitFileSize() {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1'500'000, 1'500'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) throw std::runtime_error("no limit");
}

/// Exit codes of the children: what went wrong.
enum Trouble {
    None = 0,
    Thrown = 1,
    NeverFull = 2,
    NoSentence = 3,
    LostRows = 4,
    StoreDied = 5,
    OldOneGone = 6,
    WrongKind = 7
};

/// Records until the disk is full; then everything acknowledged must be there, in this store and in a new one.
Trouble fillWithMetrics(const fs::path& folder) {
    const fs::path ballast = folder / "ballast";
    writeFileAtomically(ballast, std::string(300'000, 'b')).orThrow();
    auto store = openRunStore(folder).orThrow();
    auto recorder = store->create(someConfig(), "").orThrow();
    const std::int64_t id = recorder->id();
    UpdateReport report = someUpdate(1);
    for (auto& sample : report.samples) sample.response = std::string(20'000, 'r');
    int acknowledged = 0;
    for (; acknowledged < 10'000; ++acknowledged) {
        report.update = acknowledged + 1;
        for (auto& sample : report.samples) sample.update = report.update;
        const auto recorded = recorder->recordUpdate(report);
        if (recorded) continue;
        const std::string& sentence = recorded.error().message();
        const bool saysFull = sentence.find("full") != std::string::npos;
        if (saysFull != (recorded.error().kind() == ErrorKind::DiskFull)) return WrongKind;
        if (!saysFull && sentence.find("failed") == std::string::npos) return NoSentence;
        break;
    }
    if (acknowledged == 10'000) return NeverFull;
    auto rows = store->metrics(id);
    if (!rows) return StoreDied;
    if (static_cast<int>(rows->at(metric::kKl).size()) != acknowledged) return LostRows;
    recorder.reset();
    store.reset();
    fs::remove(ballast);
    auto again = openRunStore(folder);
    if (!again) return StoreDied;
    rows = (*again)->metrics(id);
    return rows && static_cast<int>(rows->at(metric::kKl).size()) == acknowledged ? None : LostRows;
}

/// Writes checkpoints until the disk is full; all committed ones must verify, nothing half may be left.
Trouble fillWithCheckpoints(const fs::path& folder) {
    auto store = openRunStore(folder).orThrow();
    auto recorder = store->create(someConfig(), "").orThrow();
    int committed = 0;
    for (; committed < 1000; ++committed) {
        if (!writeCheckpoint(*recorder, committed + 1)) break;
    }
    if (committed == 1000) return NeverFull;
    const auto checkpoints = store->checkpoints(recorder->id());
    if (!checkpoints) return StoreDied;
    if (static_cast<int>(checkpoints->size()) != committed || committed == 0) return OldOneGone;
    for (const auto& checkpoint : *checkpoints) {
        if (!verifyManifest(checkpoint.folder)) return OldOneGone;
    }
    if (!checkpoints->back().resumable) return OldOneGone;
    return None;
}

int inSmallSpace(const std::function<Trouble(const fs::path&)>& body) {
    const TemporaryFolder folder;
    ChildProcess child([&](const auto&) {
        const SmallDisk disk(folder.path(), kDiskSize);
        if (!disk.mounted()) limitFileSize();
        ::_exit(body(folder.path()));
    });
    return child.wait();
}

TEST(FullDisk, LosesNoAcknowledgedMetric) {
    EXPECT_EQ(inSmallSpace(fillWithMetrics), None);
}

TEST(FullDisk, KeepsTheCheckpointsThereAre) {
    const TemporaryFolder folder;
    const SmallDisk disk(folder.path(), kDiskSize);
    if (!disk.mounted()) GTEST_SKIP() << "mounting a small disk is not allowed here";
    EXPECT_EQ(fillWithCheckpoints(folder.path()), None);
}

TEST(ReadOnlyFolder, IsRefusedWithASentence) {
    const TemporaryFolder folder;
    const SmallDisk disk(folder.path(), kDiskSize, SmallDisk::Access::ReadOnly);
    if (!disk.mounted()) GTEST_SKIP() << "mounting is not allowed here";
    const auto store = openRunStore(folder.path());
    ASSERT_FALSE(store);
    EXPECT_THAT(store.error().message(), testing::HasSubstr("Choose a folder that can be written"));
}

}  // namespace
}  // namespace detox
