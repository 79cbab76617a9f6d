// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>

#include <gtest/gtest.h>

#include "core/util/bounded_queue.h"
#include "core/util/files.h"
#include "core/util/sha256.h"
#include "core/util/staged_folder.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

TEST(WriteFileAtomically, ReplacesTheWholeContent) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "a", "first, longer"));
    ASSERT_TRUE(writeFileAtomically(folder / "a", "second"));
    EXPECT_EQ(readFile(folder / "a").value(), "second");
}

TEST(WriteFileAtomically, LeavesTheOldContentOnFailure) {
    const auto result = writeFileAtomically("/proc/nowhere/a", "x");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind(), ErrorKind::Io);
}

TEST(IsThere, SeesFilesAndFoldersAndNothingElse) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "a", "x"));
    EXPECT_TRUE(isThere(folder / "a"));
    EXPECT_TRUE(isThere(folder.path()));
    EXPECT_FALSE(isThere(folder / "b"));
    EXPECT_FALSE(isThere(folder / "a" / "b"));
    EXPECT_FALSE(isThere(folder / std::string(10'000, 'x')));
}

TEST(StagedFolder, AppearsOnlyWhenCommitted) {
    const TemporaryFolder folder;
    {
        auto staged = StagedFolder::create(folder / "run").orThrow();
        ASSERT_TRUE(writeFileAtomically(staged.path() / "f", "x"));
        EXPECT_FALSE(std::filesystem::exists(folder / "run"));
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "dropped without commit";
    auto staged = StagedFolder::create(folder / "run").orThrow();
    ASSERT_TRUE(writeFileAtomically(staged.path() / "f", "x"));
    ASSERT_TRUE(staged.commit());
    EXPECT_EQ(readFile(folder / "run" / "f").value(), "x");
    EXPECT_FALSE(StagedFolder::create(folder / "run")) << "never over an existing folder";
}

TEST(Sha256, MatchesTheStandard) {
    // FIPS 180-2, appendix B.1.
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(BoundedQueue, DrainsAfterClosing) {
    BoundedQueue<int> queue(2);
    EXPECT_TRUE(queue.push(1));
    EXPECT_TRUE(queue.push(2));
    queue.close();
    EXPECT_FALSE(queue.push(3));
    EXPECT_EQ(queue.pop(), 1);
    EXPECT_EQ(queue.pop(), 2);
    EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(IoError, AFullDiskIsAKindOfItsOwn) {
    EXPECT_EQ(ioError("Cannot write x", EACCES).kind(), ErrorKind::Io);
    EXPECT_EQ(ioError("Cannot write x", EDQUOT).kind(), ErrorKind::DiskFull);
    EXPECT_EQ(ioError("Cannot write x", ENOSPC).kind(), ErrorKind::DiskFull);
    EXPECT_EQ(ioError("Cannot write x", ENOSPC).message(), "Cannot write x: No space left on device.");
}

}  // namespace
}  // namespace detox
