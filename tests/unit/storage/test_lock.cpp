// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/storage/data_folder_lock.h"
#include "tests/unit/storage/child_process.h"
#include "tests/unit/storage/store_fixture.h"

namespace detox {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A process that writes into `folder` until it is killed; tells 1 once it does.
void holdStore(const fs::path& folder, const ChildProcess::Tell& tell) {
    auto store = openRunStore(folder).orThrow();
    auto recorder = store->create(someConfig(), "").orThrow();
    recorder->recordUpdate(someUpdate(1)).orThrow();
    tell(store->readOnlyReason().empty() ? 1 : 0);
    while (true) ::pause();
}

TEST(DataFolderLock, ASecondProcessOnlyReads) {
    const TemporaryFolder folder;
    ChildProcess writer([&](const auto& tell) { holdStore(folder.path(), tell); });
    ASSERT_EQ(writer.next(), 1);
    auto store = openRunStore(folder.path()).orThrow();
    EXPECT_THAT(store->readOnlyReason(), HasSubstr("in use by process "));
    const auto runs = store->runs().orThrow();
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].state, RunState::Running) << "its writer lives";
    EXPECT_EQ(store->metrics(runs[0].id).value().size(), 3U);
    EXPECT_EQ(store->create(someConfig(), "").error().message(), store->readOnlyReason());
    EXPECT_EQ(store->reopen(runs[0].id, 0).error().message(), store->readOnlyReason());
    EXPECT_EQ(store->remove(runs[0].id).error().message(), store->readOnlyReason());
    EXPECT_EQ(store->rename(runs[0].id, "x").error().message(), store->readOnlyReason());
    EXPECT_TRUE(fs::exists(runs[0].folder));
}

TEST(DataFolderLock, ADeadProcessNeverBlocks) {
    const TemporaryFolder folder;
    ChildProcess writer([&](const auto& tell) { holdStore(folder.path(), tell); });
    ASSERT_EQ(writer.next(), 1);
    writer.kill();
    auto store = openRunStore(folder.path()).orThrow();
    EXPECT_EQ(store->readOnlyReason(), "");
    EXPECT_EQ(store->runs().value()[0].state, RunState::Interrupted);
    EXPECT_EQ(store->runs().value()[0].updates, 1);
}

TEST(DataFolderLock, OfEightRacersExactlyOneWrites) {
    for (int round = 0; round < 12; ++round) {
        const TemporaryFolder folder;
        std::vector<std::unique_ptr<ChildProcess>> racers;
        for (int i = 0; i < 8; ++i) {
            racers.push_back(std::make_unique<ChildProcess>([&](const ChildProcess::Tell& tell) {
                auto lock = DataFolderLock::tryTake(folder / "studio.lock").orThrow();
                tell(lock ? 1 : 0);
                while (true) ::pause();
            }));
        }
        int owners = 0;
        for (auto& racer : racers) owners += racer->next().value_or(100);
        EXPECT_EQ(owners, 1);
    }
}

TEST(DataFolderLock, TakesWhateverLiesThere) {
    for (const std::string& content : {std::string(), std::string(1U << 20U, 'x'), std::string("4294967295")}) {
        const TemporaryFolder folder;
        ASSERT_TRUE(writeFileAtomically(folder / "studio.lock", content));
        EXPECT_EQ(openRunStore(folder.path()).value()->readOnlyReason(), "");
    }
}

TEST(DataFolderLock, RefusesAFolderAndALinkInItsPlace) {
    const TemporaryFolder folder;
    fs::create_directories(folder / "studio.lock");
    EXPECT_THAT(openRunStore(folder.path()).error().message(), HasSubstr("studio.lock"));
    fs::remove(folder / "studio.lock");
    fs::create_symlink("/etc/passwd", folder / "studio.lock");
    EXPECT_THAT(openRunStore(folder.path()).error().message(), HasSubstr("studio.lock"));
}

TEST(DataFolderLock, SaysSomethingWhenTheHolderIsUnknown) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "lock", "\x1b[31m rude text"));
    EXPECT_EQ(DataFolderLock::holder(folder / "lock"), "another program");
}

}  // namespace
}  // namespace detox
