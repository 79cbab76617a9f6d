// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <gmock/gmock.h>

#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "core/storage/schema.h"
#include "tests/unit/storage/store_fixture.h"

namespace detox {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::array<Migration, 3> kSteps{{
    {1, "CREATE TABLE things(name TEXT) STRICT"},
    {2, "ALTER TABLE things ADD COLUMN size INTEGER NOT NULL DEFAULT 7"},
    {3, "UPDATE things SET size = size + 1"},
}};
constexpr std::array<Migration, 2> kBrokenSecond{{
    kSteps[0],
    {2, "UPDATE things SET name = 'changed'; INSERT INTO nowhere VALUES(1)"},
}};

class SchemaTest : public testing::Test {
protected:
    SQLite::Database open() { return SQLite::Database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE); }
    void makeVersion(int version) {
        auto database = open();
        ASSERT_TRUE(migrate(database, std::span(kSteps).first(static_cast<std::size_t>(version))));
        database.exec("INSERT INTO things(name) VALUES('old')");
    }

    const TemporaryFolder folder;
    const fs::path file = folder / "studio.sqlite";
};

TEST_F(SchemaTest, MigratesFromEveryVersionAfterACopy) {
    for (int from = 1; from < 3; ++from) {
        makeVersion(from);
        {
            auto database = open();
            ASSERT_TRUE(migrate(database, kSteps));
            EXPECT_EQ(schemaVersion(database, kSteps).value(), 3);
            EXPECT_EQ(database.execAndGet("SELECT size FROM things").getInt(), 8);
        }
        SQLite::Database copy(backupPath(file, from).string());
        EXPECT_EQ(copy.execAndGet("PRAGMA user_version").getInt(), from);
        EXPECT_EQ(copy.execAndGet("SELECT name FROM things").getString(), "old");
        fs::remove(file);
    }
}

TEST_F(SchemaTest, DoesNothingToACurrentDatabase) {
    makeVersion(3);
    auto database = open();
    ASSERT_TRUE(migrate(database, kSteps));
    EXPECT_EQ(database.execAndGet("SELECT size FROM things").getInt(), 7) << "the third step ran before the row";
    EXPECT_FALSE(fs::exists(backupPath(file, 3)));
}

TEST_F(SchemaTest, LeavesTheOldVersionWhenAStepFails) {
    makeVersion(1);
    auto database = open();
    EXPECT_THROW((void)migrate(database, kBrokenSecond), SQLite::Exception);
    EXPECT_EQ(schemaVersion(database, kSteps).value(), 1);
    EXPECT_EQ(database.execAndGet("SELECT name FROM things").getString(), "old");
}

TEST_F(SchemaTest, RefusesANewerDatabase) {
    makeVersion(3);
    auto database = open();
    const auto refused = migrate(database, std::span(kSteps).first(2));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message(), HasSubstr("newer"));
    EXPECT_EQ(refused.error().kind(), ErrorKind::Unsupported);
}

TEST_F(SchemaTest, ReadersWantTheCurrentVersion) {
    makeVersion(2);
    auto database = open();
    EXPECT_FALSE(requireCurrent(database, kSteps));
    EXPECT_TRUE(requireCurrent(database, std::span(kSteps).first(2)));
}

TEST_F(SchemaTest, ThisProgramsTablesAreStrict) {
    auto database = open();
    ASSERT_TRUE(migrate(database, migrations()));
    SQLite::Statement tables(database,
                             "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                             "AND name NOT LIKE 'sqlite_%'");
    int count = 0;
    for (; tables.executeStep(); ++count) EXPECT_EQ(tables.getColumn(1).getInt(), 1) << tables.getColumn(0).getString();
    EXPECT_EQ(count, 9);
    EXPECT_THROW(database.exec("INSERT INTO journal(run_id, unix_millis, update_no, kind, text, remedy) "
                               "VALUES(1, 'soon', 1, 1, '', '')"),
                 SQLite::Exception);
}

/// What a stranger's file looks like from outside; it must look the same afterwards.
TEST(OpenRunStore, LeavesAForeignDatabaseAsItIs) {
    const TemporaryFolder folder;
    {
        SQLite::Database other((folder / "studio.sqlite").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec("CREATE TABLE recipes(name TEXT)");
    }
    const std::string before = readFile(folder / "studio.sqlite").value();
    const auto store = openRunStore(folder.path());
    ASSERT_FALSE(store);
    EXPECT_THAT(store.error().message(), HasSubstr("not a run database of Detox Studio"));
    EXPECT_EQ(readFile(folder / "studio.sqlite").value(), before);
}

TEST(OpenRunStore, RefusesWhatIsNoDatabase) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "studio.sqlite", std::string(5000, 'x')));
    EXPECT_THAT(openRunStore(folder.path()).error().message(), HasSubstr("damaged or no database"));
    EXPECT_EQ(readFile(folder / "studio.sqlite").value(), std::string(5000, 'x'));
}

TEST(OpenRunStore, StartsFromAnEmptyFile) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "studio.sqlite", ""));
    EXPECT_TRUE(openRunStore(folder.path()));
}

TEST(OpenRunStore, SaysWhyAFolderCannotBeUsed) {
    const auto store = openRunStore("/proc/nowhere");
    ASSERT_FALSE(store);
    EXPECT_THAT(store.error().message(), HasSubstr("/proc/nowhere cannot be used"));
}

TEST(OpenRunStore, LeavesNoLogAfterACleanEnd) {
    const TemporaryFolder folder;
    openRunStore(folder.path()).value()->create(someConfig(), "").value()->recordUpdate(someUpdate(1)).orThrow();
    EXPECT_FALSE(fs::exists(folder / "studio.sqlite-wal")) << "a log left behind means an unclean end";
}

}  // namespace
}  // namespace detox
